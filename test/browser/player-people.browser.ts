/** @file The player for people: names, directions of writing, the full screen, what is seen where nothing plays, and a page of many. */
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accessibleNodes } from './accessible-nodes.js';
import { keepScreenshot } from './chromium.js';
import { addPlayer, golden, openPage } from './player-page.js';
import { startPlayerSite } from './player-site.js';
import { html, page as pageText } from './site.js';

const { browser, site } = await startPlayerSite();
let page: Page;

beforeEach(async () => {
  page = await openPage(browser);
  await page.goto(site.origin);
});

afterEach(() => page.close());

describe('names', () => {
  it('are those of the page, and an empty one decorates', async () => {
    await addPlayer(page, { src: '/still.dync', alt: '' });
    expect(await accessibleNodes(page)).toEqual([]);
    await addPlayer(page, { src: '/lakeside.dync', alt: '', controls: '' });
    await page.getByRole('slider').waitFor();
    expect(await accessibleNodes(page)).toEqual([
      'group Moving picture',
      'group Playback',
      'button Play',
      'slider Position',
      'button Full screen',
    ]);
    await addPlayer(page, { src: '/still.dync' });
    expect(await accessibleNodes(page)).toEqual(['image Moving picture']);
  });
});

describe('controls', () => {
  it('run from right to left where the page does', async () => {
    await page.evaluate(() => (document.documentElement.dir = 'rtl'));
    await addPlayer(page, { src: '/lakeside.dync', controls: '', width: '400', height: '400' });
    await page.getByRole('slider').waitFor();
    await page.evaluate(() => player.focus());
    await page.keyboard.press('ArrowLeft');
    await page.waitForFunction(() => player.currentTime === 1 && !player.seeking);
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => player.currentTime === 0 && !player.seeking);
    const { x, y, width, height } = (await page.getByRole('slider').boundingBox())!;
    await page.mouse.click(x + width / 4, y + height / 2);
    await page.waitForFunction(() => player.currentTime > 2.5);
    expect(
      await page.evaluate(() => {
        const [bar, clock] = ['.bar', '.clock'].map((name) =>
          getComputedStyle(player.shadowRoot!.querySelector(name)!),
        ) as [CSSStyleDeclaration, CSSStyleDeclaration];
        return [bar.getPropertyValue('--onwards'), clock.direction];
      }),
    ).toEqual(['to left', 'ltr']);
    await keepScreenshot(page, 'player-right-to-left');
  });

  it('fill the screen with the picture, by button and key', async () => {
    await addPlayer(page, { src: '/lakeside.dync', controls: '' });
    await page.getByRole('button', { name: 'Full screen' }).click();
    await page.waitForFunction(() => document.fullscreenElement === player);
    expect(
      await page.evaluate(() => [
        player.getBoundingClientRect().width === innerWidth,
        getComputedStyle(player.shadowRoot!.querySelector('canvas')!).objectFit,
      ]),
    ).toEqual([true, 'contain']);
    await page.getByRole('button', { name: 'Exit full screen' }).waitFor();
    await page.keyboard.press('f');
    await page.waitForFunction(() => document.fullscreenElement === null);
    await page.getByRole('button', { name: 'Full screen', exact: true }).waitFor();
  });
});

it('visitors see what there is instead, and developers read why in one line of the console', async () => {
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  site.on(
    '/fallback',
    html(
      pageText(
        '<dynamics-player src="/missing.dync"><img src="/dot.svg" alt="A tree" width="90" height="60"></dynamics-player>',
      ),
    ),
  );
  site.on('/dot.svg', (_, response) => {
    response.writeHead(200, { 'content-type': 'image/svg+xml' });
    response.end('<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"></svg>');
  });
  await page.goto(`${site.origin}/fallback`);
  await page.waitForFunction(() => (document.querySelector('dynamics-player')?.error ?? null) !== null);
  expect(await page.getByAltText('A tree').isVisible()).toBe(true);
  expect(await page.evaluate(() => document.querySelector('dynamics-player')!.shadowRoot!.textContent)).toBe('');
  expect(said.filter((text) => text.startsWith('<dynamics-player>'))).toEqual([
    expect.stringMatching(
      /^<dynamics-player>: The stream ".*\/missing\.dync" cannot be fetched: the server answers 404$/,
    ),
  ]);
});

describe('many players', () => {
  it('share the time of the page: none is left out, and the page keeps its own frames', async () => {
    const stream = await golden('lakeside');
    site.on('/many.dync', (_, response) => void response.end(stream));
    const counts = await page.evaluate(async () => {
      const players = Array.from({ length: 12 }, () => {
        const element = document.createElement('dynamics-player');
        Object.assign(element, { src: '/many.dync', loop: true, autoplay: true, renderer: 'webgl2' });
        element.setAttribute('style', 'width: 160px; height: 160px');
        return element;
      });
      document.body.replaceChildren(...players);
      await Promise.all(
        players.map((element) => new Promise((resolve) => element.addEventListener('playing', resolve))),
      );
      const frames = players.map(() => 0);
      players.forEach((element, i) => {
        const count = (): void => {
          frames[i]!++;
          element.requestVideoFrameCallback(count);
        };
        element.requestVideoFrameCallback(count);
      });
      let refreshes = 0;
      while (Math.min(...frames) < 12) {
        refreshes++;
        await new Promise(requestAnimationFrame);
      }
      return { frames, refreshes };
    });
    // Whoever is nearer to the middle may draw more often, but nobody starves.
    expect(Math.max(...counts.frames)).toBeLessThan(12 * 6);
    // Half of the time is the page's: it is not all players that draw with each refresh where that takes too long.
    expect(counts.refreshes).toBeGreaterThanOrEqual(12);
  });

  it('are drawn by the CPU where the GPU is emulated, whatever the browser says of it', async () => {
    await page.evaluate(`{
      const before = HTMLCanvasElement.prototype.getContext;
      HTMLCanvasElement.prototype.getContext = function (kind, options) {
        return before.call(this, kind, { ...options, failIfMajorPerformanceCaveat: false });
      };
    }`);
    await addPlayer(page, { src: '/lakeside.dync' });
    await expect.poll(() => page.evaluate(() => player.activeRenderer)).toBe('cpu');
  });
});
