import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { launchChromium } from './chromium.js';
import { built, html, PLAYER_FILES, startSite } from './site.js';

const PLAYER = '/node_modules/@dynamics-codec/player/dist';

it('the example page plays', async () => {
  const [browser, site] = await Promise.all([launchChromium(), startSite()]);
  try {
    site.on(
      '/examples/page/',
      html(await readFile(join(import.meta.dirname, '../../examples/page/index.html'), 'utf8')),
    );
    for (const name of PLAYER_FILES) site.on(`${PLAYER}/${name}`, built(name));
    site.on('/examples/page/lakeside.dync', built('../../../test/golden/cut.dync'));
    const page = await browser.newPage();
    const said: string[] = [];
    page.on('pageerror', (error) => said.push(error.message));
    await page.goto(`${site.origin}/examples/page/`);
    await page.waitForFunction(() => (document.querySelector('dynamics-player')?.currentTime ?? 0) > 0.1);
    await page.getByLabel('Motion').fill('2');
    expect(await page.evaluate(() => document.querySelector('dynamics-player')?.motion)).toBe(2);
    expect(said).toEqual([]);
  } finally {
    await browser.close();
    await site.close();
  }
});

it('the example page of a photograph shows it beside the loop that was made of it', async () => {
  const [browser, site] = await Promise.all([launchChromium(), startSite()]);
  try {
    const folder = '/examples/photo/';
    site.on(folder, html(await readFile(join(import.meta.dirname, '../../examples/photo/index.html'), 'utf8')));
    for (const name of PLAYER_FILES) site.on(`${PLAYER}/${name}`, built(name));
    site.on(`${folder}photo.dync`, built('../../../test/golden/oscillation.dync'));
    site.on(`${folder}photo.jpg`, built('../../../docs/images/lakeside.jpg'));
    const page = await browser.newPage();
    const said: string[] = [];
    page.on('pageerror', (error) => said.push(error.message));
    await page.goto(`${site.origin}${folder}`);
    await page.waitForFunction(() => (document.querySelector('dynamics-player')?.currentTime ?? 0) > 0.1);
    expect(await page.textContent('output')).toMatch(/^\d+ bytes, a loop of [\d.]+ seconds$/);
    await page.getByLabel('Liveliness').fill('2');
    expect(await page.evaluate(() => document.querySelector('dynamics-player')?.liveliness)).toBe(2);
    expect(said).toEqual([]);
  } finally {
    await browser.close();
    await site.close();
  }
});
