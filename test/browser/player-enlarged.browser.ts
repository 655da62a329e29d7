/** @file Pictures on screens of high density, and enlarged by the page: as many pixels as the display has, by the renderer's bicubic. */
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { nodeStills } from '@dynamics-codec/node';
import { Decoder } from 'dynamics-codec';
import { pictureToRgb, resamplePicture } from 'dynamics-codec/picture';
import { addPlayer, difference, golden, pageTools, shownFrame } from './player-page.js';
import { startPlayerSite } from './player-site.js';

const { browser, site } = await startPlayerSite();
let page: Page;

beforeAll(async () => {
  page = await browser.newPage({ deviceScaleFactor: 2 });
  await page.addInitScript(pageTools);
  await page.goto(site.origin);
});

/** Pixels of the canvas, and of the element in the page's layout. */
const sizes = (): Promise<number[]> =>
  page.evaluate(() => {
    const canvas = player.shadowRoot!.querySelector('canvas')!;
    return [canvas.width, canvas.height, player.clientWidth, player.clientHeight];
  });

describe('a player on a screen of twice the density', () => {
  it.each(['cpu', 'webgl2'] as const)('enlarges as the renderer resamples, by %s', async (renderer) => {
    await addPlayer(page, { src: '/still.dync', renderer });
    const decoder = await Decoder.open(await golden('still'), { stills: nodeStills() });
    const frame = await decoder.frameAt(0);
    const [width, height] = [2 * frame.width, 2 * frame.height];
    await expect.poll(sizes).toEqual([width, height, frame.width, frame.height]);
    const wanted = pictureToRgb(resamplePicture(frame, width, height), 4);
    const { mean, largest } = difference(await shownFrame(page), wanted);
    if (renderer === 'cpu') expect(largest).toBeLessThanOrEqual(1);
    else expect([mean < 0.3, largest <= 4]).toEqual([true, true]);
  });

  it('keeps what the page is told: the size of the stream, and its frames', async () => {
    await addPlayer(page, { src: '/still.dync' });
    const told = await page.evaluate(async () => {
      const { width, height } = await player.frameAt(0);
      return [player.videoWidth === width, player.videoHeight === height];
    });
    expect(told).toEqual([true, true]);
  });

  it('draws as many pixels as it is given room for, as object-fit places them', async () => {
    await addPlayer(page, { src: '/still.dync', style: 'width: 300px; height: 150px; object-fit: contain' });
    const { width, height } = await page.evaluate(() => ({ width: player.videoWidth, height: player.videoHeight }));
    const scale = Math.min(600 / width, 300 / height);
    await expect.poll(sizes).toEqual([Math.round(width * scale), Math.round(height * scale), 300, 150]);
    await page.evaluate(() => (player.style.width = player.style.height = '20px'));
    await expect.poll(sizes).toEqual([width, height, 20, 20]);
  });

  it('does not enlarge beyond what a CPU draws in time while it plays', async () => {
    await addPlayer(page, { src: '/lakeside.dync', renderer: 'cpu', loop: '', width: '512' });
    await page.evaluate(() => player.play());
    await expect.poll(async () => (await sizes())[0]).toBe(512);
    await page.evaluate(() => player.pause());
    await expect.poll(async () => (await sizes())[0]).toBe(1024);
  });
});
