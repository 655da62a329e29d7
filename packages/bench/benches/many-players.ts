/**
 * @file Twelve players of 512x512 on one page of headless Chromium, whose GPU is a CPU: how many frames a second the page keeps
 * for itself, and how many each player draws. Needs `npm run build` and Chromium.
 *
 *     npm run measure -- many-players [--check]
 *
 * `--check` fails where the page keeps fewer than 20 frames a second with the renderer that `auto` takes, or a player draws
 * fewer than 4. Other work on the machine counts against it.
 */
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { encode } from 'dynamics-codec';
import { nodeStills } from '@dynamics-codec/node';
import { launchChromium } from '../../../test/browser/chromium.js';
import { startSite } from '../../../test/browser/site.js';
import { benchPage } from './support/browser-page.js';
import { SAMPLE } from './support/chosen-clips.js';
import { readClip } from './support/clip-pictures.js';

const PLAYERS = 12;
const SIDE = 512;
/** Four in a row, three rows, and what a browser leaves between them. */
const VIEWPORT = { width: 4 * SIDE + 80, height: 3 * SIDE + 60 };
const SECONDS = 10;
const FRAMES = 50;
const LEAST = { page: 20, player: 4 };

/** Frames a second. */
interface Rates {
  readonly page: number;
  readonly players: readonly number[];
}

async function sample(): Promise<Uint8Array> {
  const { frames, frameRate, colour } = await readClip(SAMPLE, { size: { width: SIDE, height: SIDE } });
  const clip = frames.slice(0, FRAMES);
  const target = { bitrate: 10_000 };
  return (
    await encode(clip, { frameRate, colour, stills: nodeStills(), target, frameCount: clip.length, preset: 'fast' })
  ).bytes;
}

function ratesOf(page: Page, renderer: 'auto' | 'webgl2'): Promise<Rates> {
  return page.evaluate(
    async ([count, kind, seconds]) => {
      const players = Array.from({ length: count }, () => {
        const element = document.createElement('dynamics-player');
        Object.assign(element, { src: '/many.dync', loop: true, autoplay: true, renderer: kind });
        return element;
      });
      const playing = players.map((element) => new Promise((resolve) => element.addEventListener('playing', resolve)));
      document.body.replaceChildren(...players);
      await Promise.all(playing);
      const drawn = players.map(() => 0);
      players.forEach((element, i) => {
        const count = (): void => {
          drawn[i]!++;
          element.requestVideoFrameCallback(count);
        };
        element.requestVideoFrameCallback(count);
      });
      let refreshes = 0;
      const start = performance.now();
      while (performance.now() - start < 1000 * seconds) {
        refreshes++;
        await new Promise(requestAnimationFrame);
      }
      const passed = (performance.now() - start) / 1000;
      return { page: refreshes / passed, players: drawn.map((frames) => frames / passed) };
    },
    [PLAYERS, renderer, SECONDS] as const,
  );
}

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const [bytes, browser, site] = await Promise.all([sample(), launchChromium(), startSite()]);
try {
  site.on('/many.dync', (_, response) => void response.end(bytes));
  const page = await benchPage(browser);
  await page.setViewportSize(VIEWPORT);
  for (const renderer of ['auto', 'webgl2'] as const) {
    await page.goto(site.origin);
    const { page: own, players } = await ratesOf(page, renderer);
    const rates = [...players].sort((a, b) => a - b);
    process.stdout.write(
      `${renderer.padEnd(6)} page ${own.toFixed(1)} frames a second, players ${rates.map((rate) => rate.toFixed(1)).join(' ')}\n`,
    );
    if (values.check && renderer === 'auto' && (own < LEAST.page || rates[0]! < LEAST.player)) process.exitCode = 1;
  }
} finally {
  await browser.close();
  await site.close();
}
