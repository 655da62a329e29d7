import { defineConfig } from 'vitest/config';
import { viteAliases } from './workspace.js';

export default defineConfig({
  resolve: { alias: viteAliases() },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'lab/**/*.test.ts', 'test/**/*.test.ts'],
    // A machine that is ten times slower must pass, too: these only end what hangs.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 60_000 } },
    pool: 'forks',
    maxWorkers: 2,
  },
});
