/** @file Kernels in pages that allow WebAssembly, and in pages whose content security policy refuses it. */
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { FROM_SOURCE } from '../../workspace.js';
import { launchChromium } from './chromium.js';
import { html, script, startSite } from './site.js';

const KERNELS = join(import.meta.dirname, '../../packages/codec/src/kernels');

/** Says whether the kernels of a module run, and how many milliseconds their first use takes. */
const SCRIPT = `
  import { SHOW } from ${JSON.stringify(join(KERNELS, 'show/module.js'))};
  import { ENCODE } from ${JSON.stringify(join(KERNELS, 'encode/module.js'))};
  globalThis.outcome = [SHOW, ENCODE].map((kernels) => {
    const start = performance.now();
    const ran = kernels.run(() => {});
    return { ran, milliseconds: performance.now() - start };
  });`;

interface KernelUse {
  readonly ran: boolean;
  readonly milliseconds: number;
}

async function kernelsUnder(policy: string): Promise<KernelUse[]> {
  const { outputFiles } = await build({
    stdin: { contents: SCRIPT, resolveDir: KERNELS, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'iife',
    plugins: [FROM_SOURCE],
  });
  const [browser, site] = await Promise.all([launchChromium(), startSite()]);
  try {
    site.on('/kernels.js', script(outputFiles[0]!.text));
    const text = '<!doctype html><meta charset="utf-8"><title>Kernels</title><script src="/kernels.js"></script>';
    site.on('/page', html(text, { 'content-security-policy': policy }));
    const page = await browser.newPage();
    await page.goto(`${site.origin}/page`);
    return await page.evaluate(() => (globalThis as unknown as { outcome: KernelUse[] }).outcome);
  } finally {
    await browser.close();
    await site.close();
  }
}

describe('kernels in a page', () => {
  it('load within moments where the policy allows WebAssembly', async () => {
    const uses = await kernelsUnder("script-src 'self' 'wasm-unsafe-eval'");
    expect(uses.map(({ ran }) => ran)).toEqual([true, true]);
    // 20 ms on an idle machine; ten times as much may pass on a busy one.
    for (const { milliseconds } of uses) expect(milliseconds).toBeLessThan(200);
  });

  it('leave the work to their twins where it does not', async () => {
    const uses = await kernelsUnder("script-src 'self'");
    expect(uses.map(({ ran }) => ran)).toEqual([false, false]);
  });
});
