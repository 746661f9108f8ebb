import { defineConfig } from 'vitest/config';

/** `npm run histories`: a run of its own, so that `npm test` never rewrites what it replays. */
export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    include: ['test/workflows/save-histories.ts'],
    pool: 'forks',
    testTimeout: 600_000,
    hookTimeout: 120_000,
    globalSetup: ['test/support/postgres.ts', 'test/support/temporal.ts'],
  },
});
