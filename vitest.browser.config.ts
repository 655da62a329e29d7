import { defineConfig } from 'vitest/config';
import { viteAliases } from './workspace.js';

/** Tests in Chromium: vitest drives the browser through playwright-core. */
export default defineConfig({
  resolve: { alias: viteAliases() },
  test: {
    include: ['test/browser/**/*.browser.ts'],
    // A machine that is ten times slower must pass, too: these only end what hangs.
    testTimeout: 600_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    pool: 'forks',
    maxWorkers: 1,
  },
});
