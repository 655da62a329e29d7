import { defineConfig } from 'vitest/config';

/** Tests in Chromium: vitest drives the browser through playwright-core. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.browser.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 1,
  },
});
