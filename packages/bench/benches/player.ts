/**
 * @file Speed of the player in headless Chromium, whose GPU is a CPU: what a frame costs, and how long after the last byte
 * of a stream its picture moves. Needs the distribution's Chromium (CHROMIUM_PATH where it has another place).
 *
 *   npm run measure -- player
 */
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import { parseHeader } from 'dynamics-codec/bitstream';
import { encode } from 'dynamics-codec';
import { readMotionPayload, writeMotionPayload } from '../../codec/src/motion/tokens/motion-payload.js';
import { nodeStills, openVideo } from '@dynamics-codec/node';
import { gridSize, nearestStep } from 'dynamics-codec/motion';
import { MODEL_FILES } from 'dynamics-codec/generator';
import { withGroups, withModel } from '../../../test/fixtures/edited-stream.js';
import type { FrameTimes } from './player-page.js';

const SAMPLE = 'samples/lakeside.mp4';
const FRAMES = 150;
const STARTS = 15;

async function encodeSample(side: number, bitrate: number): Promise<Uint8Array> {
  const source = await openVideo(SAMPLE, { size: { width: side, height: side } });
  try {
    const { frameRate, colour, frameCount } = source;
    const counted = frameCount === undefined ? {} : { frameCount };
    return (await encode(source.frames(), { frameRate, colour, stills: nodeStills(), target: { bitrate }, ...counted }))
      .bytes;
  } finally {
    await source.close();
  }
}

/** The stream with a current from left to right under its modes: two phases instead of one. */
function withCurrent(bytes: Uint8Array): Uint8Array {
  const { header } = parseHeader(bytes);
  const { width, height, profile } = header;
  return withGroups(bytes, (group, index) => {
    const tokens = readMotionPayload(group.motion, { ...header, frames: group.frames, index, offset: 0 });
    const grid = gridSize(width, height, tokens.grid);
    const map = { x: new Int32Array(grid.width * grid.height), y: new Int32Array(grid.width * grid.height) };
    map.x[0] = -9;
    const current = { ...tokens, loopFrames: 0, advection: { map, mapStep: nearestStep(2), period: 20 } };
    return {
      ...group,
      motion: writeMotionPayload(
        tokens.loopFrames > 0 ? { ...current, loopFrames: tokens.loopFrames } : current,
        width,
        height,
        group.frames,
        profile,
      ),
    };
  });
}

async function serve(files: ReadonlyMap<string, string | Uint8Array>): Promise<{ server: Server; origin: string }> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const body = files.get(path);
    response.statusCode = body === undefined ? 404 : 200;
    response.setHeader(
      'content-type',
      path.endsWith('.js') ? 'text/javascript' : path === '/' ? 'text/html' : 'application/octet-stream',
    );
    response.end(body ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
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

/** Milliseconds from the last byte of a stream, fetched and handed over, to the first frame that moves. */
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
const format = ({ least, median, p95, composing, cpu }: FrameTimes & { readonly cpu: number }): string =>
  `least ${least.toFixed(1)} ms, median ${median.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, of it composing ${composing.toFixed(2)} ms; CPU of all processes ${cpu.toFixed(1)} ms`;

console.log('Encoding the sample ...');
const large = await encodeSample(512, 10_000);
const small = await encodeSample(256, 6_000);
const bundled = await build({
  entryPoints: ['bench/player-page.ts'],
  bundle: true,
  write: false,
  format: 'iife',
  minify: true,
});
const { server, origin } = await serve(
  new Map<string, string | Uint8Array>([
    ['/', '<!doctype html><script type="module" src="/player.js"></script><script src="/bench.js"></script>'],
    ['/bench.js', bundled.outputFiles[0]!.text],
    ['/player.js', await readFile('dist/browser/player.js', 'utf8')],
    ['/worker.js', await readFile('dist/browser/worker.js', 'utf8')],
    ['/small.dync', small],
    ['/small-model.dync', withModel(small, 1)],
    ['/large-model.dync', withModel(large, 1)],
    ...(await Promise.all(
      ['neural.js', 'onnx.js', 'onnx.wasm', ...MODEL_FILES.map(({ file }) => file)].map(
        async (file) => [`/neural/${file}`, await readFile(`dist/browser/neural/${file}`)] as const,
      ),
    )),
  ]),
);
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
try {
  const page = await browser.newPage();
  await page.goto(origin);
  for (const kind of ['webgl2', 'cpu']) {
    report(`frame at 512x512, modes, ${kind}`, format(await frameTimes(page, large, kind)));
    report(`frame at 512x512, modes and advection, ${kind}`, format(await frameTimes(page, withCurrent(large), kind)));
  }
  await page.goto(origin);
  const [first, ...later] = await startTimes(page, '/small.dync');
  report('first moving frame at 256x256, cold worker', `${first!.toFixed(0)} ms`);
  report(
    'first moving frame at 256x256, next players',
    `median ${later.sort((a, b) => a - b)[later.length >> 1]!.toFixed(0)} ms, slowest ${later.at(-1)!.toFixed(0)} ms`,
  );
  for (const [side, path] of [
    [256, '/small-model.dync'],
    [512, '/large-model.dync'],
  ] as const) {
    await page.goto(origin);
    const [cold, warm] = await modelTimes(page, path);
    report(
      `key picture restored by the model, ${side}x${side}, WebAssembly`,
      `${cold!.toFixed(0)} ms with loading it from this machine, ${warm!.toFixed(0)} ms after that`,
    );
  }
} finally {
  await browser.close();
  server.close();
}
process.exit(0);
