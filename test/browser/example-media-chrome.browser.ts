/** @file Controls that were made for `<video>` work on the player: those of media-chrome, as the example has them. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keepScreenshot, launchChromium } from './chromium.js';
import { built, html, PLAYER_FILES, startSite } from './site.js';

const EXAMPLE = join(import.meta.dirname, '../../examples/media-chrome');
const CONTROLS = 'node_modules/media-chrome/dist/iife/index.js';
/** On a developer's machine the example may not be installed. */
const isInstalled = existsSync(join(EXAMPLE, CONTROLS));

it.skipIf(!isInstalled && process.env['CI'] === undefined)(
  'the controls of media-chrome work on a player',
  async () => {
    const [browser, site] = await Promise.all([launchChromium(), startSite()]);
    try {
      site.on('/example/', html(await readFile(join(EXAMPLE, 'index.html'), 'utf8')));
      site.on(`/example/${CONTROLS}`, built(`../../../examples/media-chrome/${CONTROLS}`));
      for (const name of PLAYER_FILES) site.on(`/node_modules/@dynamics-codec/player/dist/${name}`, built(name));
      site.on('/example/lakeside.dync', built('../../../test/golden/lakeside.dync'));
      const page = await browser.newPage();
      const said: string[] = [];
      page.on('pageerror', (error) => said.push(error.message));
      await page.goto(`${site.origin}/example/`);
      await page.evaluate(async () => {
        await customElements.whenDefined('dynamics-player');
        globalThis.player = document.querySelector('dynamics-player')!;
      });
      await page.waitForFunction(() => player.readyState === 4);
      const state = (name: string): Promise<string | null> =>
        page.evaluate((attribute) => document.querySelector('media-controller')!.getAttribute(attribute), name);
      await expect.poll(() => state('mediaduration')).toBe('4');
      expect(await state('mediabuffered')).toBe('0:4');
      expect(await state('mediaseekable')).toBe('0:4');

      await page.locator('media-play-button').click();
      await page.waitForFunction(() => !player.paused && player.currentTime > 0.1);
      await expect.poll(() => state('mediapaused')).toBeNull();
      await page.locator('media-playback-rate-button').click();
      await expect.poll(() => page.evaluate(() => player.playbackRate)).not.toBe(1);
      await expect.poll(() => state('mediaplaybackrate')).not.toBe('1');
      await page.locator('media-mute-button').click();
      await expect.poll(() => page.evaluate(() => player.muted)).toBe(false);
      await page.locator('media-play-button').click();
      await page.waitForFunction(() => player.paused);
      await page.evaluate(() => (player.currentTime = 3));
      await page.locator('media-seek-backward-button').click();
      await expect.poll(() => page.evaluate(() => player.currentTime)).toBe(2);
      await expect.poll(() => state('mediacurrenttime')).toBe('2');
      await page.locator('media-fullscreen-button').click();
      await expect.poll(() => page.evaluate(() => document.fullscreenElement?.localName)).toBe('media-controller');
      await keepScreenshot(page, 'media-chrome');

      await page.evaluate(() => (player.src = '/missing.dync'));
      await expect.poll(() => state('mediaerrorcode')).toBe('4');
      expect(said).toEqual([]);
    } finally {
      await browser.close();
      await site.close();
    }
  },
);
