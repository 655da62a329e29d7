/** @file The core's unit tests, run in Chromium: the same files as in Node, bundled with a stand-in for vitest. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, it } from 'vitest';
import { launchChromium } from '../chromium.js';
import { FROM_SOURCE } from '../../../workspace.js';
import { html, script, startSite } from '../site.js';
import type { Outcome } from './vitest-in-page.js';

const SOURCE = join(import.meta.dirname, '../../../packages/codec/src');

async function testFiles(): Promise<string[]> {
  const all = await readdir(SOURCE, { recursive: true });
  return all.filter((file) => file.endsWith('.test.ts')).sort();
}

/** One script that declares the tests of all files, each within a suite of the file's name, and runs them. */
async function bundle(files: readonly string[]): Promise<string> {
  const shim = join(import.meta.dirname, 'vitest-in-page.ts');
  const imports = files.map((file, i) => `const file${i} = () => require(${JSON.stringify(join(SOURCE, file))});`);
  const calls = files.map((file, i) => `describe(${JSON.stringify(file)}, file${i});`);
  const contents = [
    `import { describe, runDeclared } from ${JSON.stringify(shim)};`,
    ...imports,
    ...calls,
    'globalThis.outcomes = runDeclared();',
  ].join('\n');
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: SOURCE, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    alias: { vitest: shim },
    plugins: [FROM_SOURCE],
    define: { 'process.env.NODE_ENV': '"test"' },
    logLevel: 'error',
  });
  return outputFiles[0]!.text;
}

async function outcomesOf(files: readonly string[]): Promise<Outcome[]> {
  const [browser, site, text] = await Promise.all([launchChromium(), startSite(), bundle(files)]);
  try {
    site.on('/core.js', script(text));
    site.on('/core', html('<!doctype html><meta charset="utf-8"><title>Core</title><script src="/core.js"></script>'));
    const page = await browser.newPage();
    const thrown = new Promise<never>((_, reject) => page.on('pageerror', reject));
    thrown.catch(() => undefined);
    await page.goto(`${site.origin}/core`);
    return await Promise.race([
      thrown,
      page.evaluate(() => (globalThis as unknown as { outcomes: Promise<Outcome[]> }).outcomes),
    ]);
  } finally {
    await browser.close();
    await site.close();
  }
}

const files = await testFiles();
const outcomes = await outcomesOf(files);

describe.each(files)('%s', (file) => {
  const own = outcomes.filter(({ name }) => name.startsWith(`${file} > `));
  for (const { name, error } of own) {
    it(name.slice(`${file} > `.length), () => {
      if (error !== undefined) throw new Error(error);
    });
  }
  it('has tests', ({ expect }) => {
    expect(own.length).toBeGreaterThan(0);
  });
});
