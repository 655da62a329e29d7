/**
 * @file What loading the kernels costs: bytes of the modules of WebAssembly that players (`show`) and encoders (`show` and `encode`)
 * load, and milliseconds from their text to the first call, in headless Chromium. Each load has bytes of its own, so that nothing
 * comes from a cache. Asked for: 20 ms and 60 kB gzipped in the player. Needs Chromium.
 *
 *     npm run measure -- kernels
 */
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { median } from 'dynamics-codec/math';
import { launchChromium } from '../../../test/browser/chromium.js';
import { html, script, startSite } from '../../../test/browser/site.js';
import { FROM_SOURCE } from '../../../workspace.js';
import { WASM as ENCODE } from '../../codec/src/kernels/encode/wasm.js';
import { WASM as SHOW } from '../../codec/src/kernels/show/wasm.js';
import { markdownTable } from '../src/markdown-table.js';
import { benchPage } from './support/browser-page.js';

const LOADS = 15;

/** The module with a custom section that no other has, in base64. */
function variant(text: string, number: number): string {
  return Buffer.concat([Buffer.from(text, 'base64'), Buffer.of(0, 3, 1, 'n'.charCodeAt(0), number)]).toString('base64');
}

/** What the page runs: loads a module as the codec does. */
const PAGE = `
  import { KernelModule } from './packages/codec/src/kernels/kernel-module.js';
  globalThis.load = (text) => {
    const start = performance.now();
    if (!new KernelModule(text).run(() => undefined)) throw new Error('Expected kernels');
    return performance.now() - start;
  };`;

const { outputFiles } = await build({
  stdin: { contents: PAGE, resolveDir: process.cwd(), loader: 'ts' },
  bundle: true,
  write: false,
  format: 'iife',
  plugins: [FROM_SOURCE],
});
const [browser, site] = await Promise.all([launchChromium(), startSite()]);
try {
  site.on('/load.js', script(outputFiles[0]!.text));
  site.on('/', html('<!doctype html><title>Kernels</title><script src="/load.js"></script>'));
  const page = await benchPage(browser);
  await page.goto(site.origin);
  const rows: string[][] = [];
  for (const [name, text] of [
    ['show', SHOW],
    ['encode', ENCODE],
  ] as const) {
    const times: number[] = [];
    for (let turn = 0; turn < LOADS; turn++)
      times.push(
        await page.evaluate(
          (module) => (globalThis as unknown as { load: (text: string) => number }).load(module),
          variant(text, turn),
        ),
      );
    const kilobytes = (gzipSync(text, { level: 9 }).length / 1000).toFixed(1);
    rows.push([name, `${kilobytes} kB`, `${median(times).toFixed(1)} ms`, `${Math.max(...times).toFixed(1)} ms`]);
  }
  console.log(markdownTable(['kernels', 'gzipped', 'load, median', 'slowest'], rows).join('\n'));
} finally {
  await browser.close();
  await site.close();
}
