/** @file Groups of pictures that Chromium encodes in workers, against the same encoders in Node on one thread. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encode } from 'dynamics-codec';
import { nodeStills } from '@dynamics-codec/node';
import { FROM_SOURCE } from '../../workspace.js';
import { openWasmStillEncoder } from '../../apps/studio/src/stills/wasm-still-encoder.js';
import { launchChromium } from './chromium.js';
import * as inPage from './groups-in-page.js';
import { html, script, startSite, type Site } from './site.js';

type PageGroups = typeof inPage;

const WASM = createRequire(import.meta.url).resolve('@jsquash/avif/codec/enc/avif_enc.wasm');

async function bundle(file: string, globalName?: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, file)],
    bundle: true,
    write: false,
    target: 'es2022',
    plugins: [FROM_SOURCE],
    logLevel: 'error',
    ...(globalName === undefined ? { format: 'esm' } : { format: 'iife', globalName }),
  });
  return outputFiles[0]!.text;
}

describe('groups in workers of Chromium', () => {
  let browser: Browser;
  let site: Site;
  let page: Page;
  const streams = new Map<string, Uint8Array>();

  beforeAll(async () => {
    [browser, site] = await Promise.all([launchChromium(), startSite()]);
    const wasm = await readFile(WASM);
    site.on('/groups/page.js', script(await bundle('groups-in-page.ts', 'groups')));
    site.on('/groups/worker.js', script(await bundle('groups-worker.ts')));
    site.on('/groups/avif_enc.wasm', (_, response) => {
      response.writeHead(200, { 'content-type': 'application/wasm' }).end(wasm);
    });
    site.on('/groups/', html('<!doctype html><title>Groups</title><script src="page.js"></script>'));
    page = await browser.newPage();
    await page.goto(`${site.origin}/groups/`);
    const encoder = await openWasmStillEncoder(Uint8Array.from(wasm));
    for (const clip of ['whole', 'two'] as const) {
      const { bytes } = await encode(inPage.CLIPS[clip], inPage.optionsOf(clip, { ...nodeStills(), ...encoder }));
      streams.set(clip, bytes);
    }
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
  });

  const inThreads = (...order: Parameters<PageGroups['encodedInThreads']>) =>
    page.evaluate(
      (given) => (globalThis as unknown as { groups: PageGroups }).groups.encodedInThreads(...given),
      order,
    );
  const livingWorkers = () =>
    page.evaluate(() => (globalThis as unknown as { groups: PageGroups }).groups.livingWorkers());

  it.each([
    ['two', 1],
    ['two', 2],
    ['whole', 2],
  ] as const)('give the stream of Node: clip of %s by %i', async (clip, threads) => {
    const { bytes, fractions, most } = await inThreads(clip, threads);
    expect(Buffer.compare(Buffer.from(bytes ?? []), streams.get(clip)!)).toBe(0);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(most).toBe(threads);
    await expect.poll(livingWorkers).toBe(0);
  });

  it.each([
    ['two', 'flow'],
    ['whole', 'motion'],
  ] as const)('end when a clip of %s is given up at its %s', async (clip, stage) => {
    expect(await inThreads(clip, 2, stage)).toMatchObject({ error: 'AbortError' });
    await expect.poll(livingWorkers).toBe(0);
  });
});
