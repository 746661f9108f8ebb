import { defineConfig } from 'vitest/config';

/** Rules need no servers, so running only them starts none. */
const rules = ['test/domain/**/*.test.ts', 'test/commands/**/*.test.ts', 'test/config.test.ts'];

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    maxConcurrency: 2,
    // Files of one worker share what they import, which takes longer to load than most of them to run.
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 20_000,
    reporters: [
      'default',
      './test/support/results-reporter.ts',
      './test/support/last-line-reporter.ts',
    ],
    projects: [
      { extends: true, test: { name: 'rules', include: rules } },
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: rules,
          globalSetup: ['test/support/postgres.ts', 'test/support/temporal.ts'],
        },
      },
    ],
  },
});
