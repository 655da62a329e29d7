/**
 * @file Speed of the player in headless Chromium, whose GPU is a CPU: what a frame costs, and how long after the last byte
 * of a stream its picture moves. Needs `npm run build` and Chromium (the one named by CHROMIUM_PATH where it is set).
 *
 *     npm run measure -- player
 */
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { parseHeader } from 'dynamics-codec/bitstream';
import { encode } from 'dynamics-codec';
import { readMotionPayload, writeMotionPayload } from '../../codec/src/motion/tokens/motion-payload.js';
import { nodeStills } from '@dynamics-codec/node';
import { gridSize, nearestStep } from 'dynamics-codec/motion';
import { NEWEST_MODEL } from 'dynamics-codec/generator';
import { median } from 'dynamics-codec/math';
import { launchChromium } from '../../../test/browser/chromium.js';
import { html, page, startSite, type Answer } from '../../../test/browser/site.js';
import { withGroups, withModel } from '../../../test/fixtures/edited-stream.js';
import { FROM_SOURCE } from '../../../workspace.js';
import type { FrameTimes } from './player-page.js';
import { benchPage } from './support/browser-page.js';
import { SAMPLE } from './support/chosen-clips.js';
import { readClip } from './support/clip-pictures.js';

const FRAMES = 150;
const STARTS = 15;

async function encodeSample(side: number, bitrate: number): Promise<Uint8Array> {
  const { frames, frameRate, colour } = await readClip(SAMPLE, { size: { width: side, height: side } });
  const target = { bitrate };
  return (await encode(frames, { frameRate, colour, stills: nodeStills(), target, frameCount: frames.length })).bytes;
}

/** The stream without its statistics of drawn motion. */
function withoutDrawn(bytes: Uint8Array): Uint8Array {
  return withGroups(bytes, (group) => ({ ...group, sections: [] }));
}

/** The stream with a current from left to right under its modes: two phases instead of one. */
function withCurrent(bytes: Uint8Array): Uint8Array {
  const { header } = parseHeader(bytes);
  const { width, height } = header;
  return withGroups(bytes, (group, index) => {
    const tokens = readMotionPayload(group.motion, { ...header, frames: group.frames, index, offset: 0 });
    const grid = gridSize(width, height, tokens.grid);
    const map = { x: new Int32Array(grid.width * grid.height), y: new Int32Array(grid.width * grid.height) };
    map.x[0] = -9;
    const current = { ...tokens, advection: { map, mapStep: nearestStep(2), period: 20, straying: 'none' as const } };
    return { ...group, motion: writeMotionPayload(current, width, height, group.frames) };
  });
}

/** Seconds of CPU that Chromium's processes have taken so far: what a busy machine cannot stretch, unlike time on the clock. */
async function cpuSeconds(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

async function frameTimes(page: Page, bytes: Uint8Array, kind: string): Promise<FrameTimes & { readonly cpu: number }> {
  const browser = page.context().browser()!;
  const before = await cpuSeconds(browser);
  const times = await page.evaluate(
    ([stream, painter, frames]) =>
      (
        globalThis as unknown as {
          bench: { frameTimes: (bytes: readonly number[], kind: string, frames: number) => Promise<FrameTimes> };
        }
      ).bench.frameTimes(stream, painter, frames),
    [[...bytes], kind, FRAMES] as const,
  );
  return { ...times, cpu: (1000 * ((await cpuSeconds(browser)) - before)) / FRAMES };
}

/** Milliseconds from playing with the classical picture to the one that the stream's model has restored, twice on one page. */
async function modelTimes(page: Page, path: string): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < 2; i++) {
    times.push(
      await page.evaluate(async (src) => {
        const player = document.createElement('dynamics-player');
        player.setAttribute('models', 'neural/');
        document.body.replaceChildren(player);
        const happened = (type: string): Promise<number> =>
          new Promise((resolve) => player.addEventListener(type, () => resolve(performance.now()), { once: true }));
        const [there, restored] = [happened('canplay'), happened('generatorchange')];
        player.setAttribute('src', src);
        const [start, end] = await Promise.all([there, restored]);
        if ((player as unknown as { activeGenerator: string }).activeGenerator !== 'learned')
          throw new Error('The model did not run');
        return end - start;
      }, path),
    );
  }
  return times;
}

/** Milliseconds from the last byte of a stream, fetched and handed over, to the first frame that moves. */
async function startTimes(page: Page, path: string): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < STARTS; i++) {
    times.push(
      await page.evaluate(async (src) => {
        const bytes = await (await fetch(src)).arrayBuffer();
        const player = document.createElement('dynamics-player');
        player.setAttribute('autoplay', '');
        document.body.replaceChildren(player);
        const moving = new Promise<void>((resolve) =>
          player.addEventListener('playing', () => requestAnimationFrame(() => resolve()), { once: true }),
        );
        const start = performance.now();
        (player as unknown as { srcObject: ArrayBuffer }).srcObject = bytes;
        await moving;
        return performance.now() - start;
      }, path),
    );
  }
  return times;
}

const report = (name: string, value: string): void => console.log(`${name.padEnd(58)}${value}`);
const format = ({ least, median: middle, p95, composing, cpu }: FrameTimes & { readonly cpu: number }): string =>
  `least ${least.toFixed(1)} ms, median ${middle.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, of it composing ${composing.toFixed(2)} ms; CPU of all processes ${cpu.toFixed(1)} ms`;

console.log('Encoding the sample ...');
const large = await encodeSample(512, 10_000);
const sent = withoutDrawn(large);
const small = await encodeSample(256, 6_000);
const bundled = await build({
  entryPoints: [join(import.meta.dirname, 'player-page.ts')],
  bundle: true,
  write: false,
  format: 'iife',
  minify: true,
  plugins: [FROM_SOURCE],
});
const site = await startSite();
const bytes =
  (body: Uint8Array): Answer =>
  (_, response) =>
    void response.end(body);
site.on('/', html(page('<script src="/bench.js"></script>')));
site.on('/bench.js', bytes(bundled.outputFiles[0]!.contents));
site.on('/small.dync', bytes(small));
site.on('/small-model.dync', bytes(withModel(small, NEWEST_MODEL)));
site.on('/large-model.dync', bytes(withModel(large, NEWEST_MODEL)));
const browser = await launchChromium();
try {
  const tab = await benchPage(browser);
  await tab.goto(site.origin);
  for (const kind of ['webgl2', 'cpu']) {
    report(`frame at 512x512, modes, ${kind}`, format(await frameTimes(tab, sent, kind)));
    report(`frame at 512x512, modes and drawn motion, ${kind}`, format(await frameTimes(tab, large, kind)));
    report(`frame at 512x512, modes and advection, ${kind}`, format(await frameTimes(tab, withCurrent(sent), kind)));
  }
  await tab.goto(site.origin);
  const [first, ...later] = await startTimes(tab, '/small.dync');
  report('first moving frame at 256x256, cold worker', `${first!.toFixed(0)} ms`);
  report(
    'first moving frame at 256x256, next players',
    `median ${median(later).toFixed(0)} ms, slowest ${Math.max(...later).toFixed(0)} ms`,
  );
  for (const [side, path] of [
    [256, '/small-model.dync'],
    [512, '/large-model.dync'],
  ] as const) {
    await tab.goto(site.origin);
    const [cold, warm] = await modelTimes(tab, path);
    report(
      `key picture restored by the model, ${side}x${side}, WebAssembly`,
      `${cold!.toFixed(0)} ms with loading it from this machine, ${warm!.toFixed(0)} ms after that`,
    );
  }
} finally {
  await browser.close();
  await site.close();
}
process.exit(0);
