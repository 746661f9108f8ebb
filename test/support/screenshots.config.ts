import { defineConfig } from 'vitest/config';

/** `npm run screenshots`: a run of its own, for people to look at what it makes. */
export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    include: ['test/pages/take-screenshots.ts'],
    pool: 'forks',
    testTimeout: 1_800_000,
    hookTimeout: 120_000,
    reporters: ['default'],
    globalSetup: ['test/support/postgres.ts'],
  },
});
