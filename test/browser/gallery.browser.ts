import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepScreenshot } from './chromium.js';
import { startPlayerSite } from './player-site.js';
import { html } from './site.js';

const ROOT = join(import.meta.dirname, '../..');
const STREAM = join(ROOT, 'test/golden/lakeside.dync');
const SCENE = 'candle-row-gen-01';

const { browser, site } = await startPlayerSite();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dync-site-'));
  await promisify(execFile)(process.execPath, [
    join(ROOT, 'apps/gallery/build.js'),
    '--output',
    folder,
    '--stream',
    STREAM,
    '--scene',
    SCENE,
  ]);
  const types = new Map([
    ['html', 'text/html'],
    ['css', 'text/css'],
    ['js', 'text/javascript'],
    ['mp4', 'video/mp4'],
    ['wasm', 'application/wasm'],
  ]);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const name = relative(folder, file);
    site.on(`/gallery/${name === 'index.html' ? '' : name}`, async (_, response) => {
      const type = types.get(name.split('.').pop() ?? '') ?? 'application/octet-stream';
      response.writeHead(200, { 'content-type': type });
      response.end(await readFile(file));
    });
  }
});

afterAll(() => rm(folder, { recursive: true }));

describe('the gallery', () => {
  it.each([
    ['desktop', 'light', { width: 1280, height: 900 }],
    ['desktop', 'dark', { width: 1280, height: 900 }],
    ['phone', 'light', { width: 390, height: 800 }],
    ['phone', 'dark', { width: 390, height: 800 }],
  ] as const)('plays on a %s in the %s', async (device, colorScheme, viewport) => {
    const page = await browser.newPage({ colorScheme, viewport });
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(error.message));
    await page.goto(`${site.origin}/gallery/`);
    await page.waitForFunction(() => (document.querySelector('dynamics-player')?.currentTime ?? 0) > 0.1);
    const { size } = await stat(STREAM);
    await page
      .getByText(`4 seconds, ${size.toLocaleString('en')} bytes`)
      .first()
      .waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await keepScreenshot(page, `gallery-${device}-${colorScheme}`);
    await page.getByRole('button', { name: 'Copy' }).scrollIntoViewIfNeeded();
    await page.waitForFunction(() =>
      [...document.querySelectorAll('dynamics-player')].every(({ readyState }) => readyState === 4),
    );
    await keepScreenshot(page, `gallery-${device}-${colorScheme}-below`);
    await page.getByLabel('Motion of all three').fill('0.5');
    await page.getByLabel('Leaves and ripples').fill('0');
    const strengths = await page.evaluate(() =>
      [...document.querySelectorAll('dynamics-player')].map(({ motion, liveliness }) => [motion, liveliness]),
    );
    expect(strengths).toEqual([
      [1, 1],
      [0.2, 0],
      [0.5, 0],
      [1.25, 0],
    ]);
    expect(said.filter((text) => !text.includes('GPU stall'))).toEqual([]);
    await page.close();
  });

  it('has a snippet that works when pasted', async () => {
    const page = await browser.newPage();
    await page.goto(`${site.origin}/gallery/`);
    const snippet = await page.locator('#snippet').textContent();
    site.on('/gallery/pasted.html', html(`<!doctype html><title>Pasted</title><body>${snippet ?? ''}`));
    await page.goto(`${site.origin}/gallery/pasted.html`);
    await page.waitForFunction(() => (document.querySelector('dynamics-player')?.currentTime ?? 0) > 0.1);
    await page.close();
  });
});

describe('the scenes beside VVC', () => {
  it('play in step, and are compared in four ways, on a desktop and a phone', async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(error.message));
    await page.goto(`${site.origin}/gallery/scenes.html`);
    const scene = page.locator('.scene');
    await scene.scrollIntoViewIfNeeded();
    await page.waitForFunction(() => Number(document.querySelector<HTMLElement>('.scene')?.dataset['frame']) > 3);
    const apart = await page.evaluate(() => {
      const { currentTime } = document.querySelector('dynamics-player')!;
      return Number(document.querySelector<HTMLElement>('.scene')!.dataset['frame']) - currentTime * 25;
    });
    expect(Math.abs(apart)).toBeLessThan(1e-6);
    const stream = await stat(join(ROOT, 'apps/gallery/scenes', `${SCENE}.dync`));
    await page.getByText(`${stream.size.toLocaleString('en')} bytes, 5.0 kbit/s`).waitFor();
    for (const [device, colorScheme, viewport] of [
      ['desktop', 'light', { width: 1280, height: 860 }],
      ['phone', 'dark', { width: 390, height: 800 }],
    ] as const) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      for (const view of ['Side by side', 'Wipe: original', 'Over time', 'Wipe: VVC']) {
        await page.locator('.bar').getByText(view, { exact: true }).click();
        await scene.scrollIntoViewIfNeeded();
        if (view === 'Over time')
          await page.waitForFunction(
            () => document.querySelector<HTMLElement>('.scene')!.dataset['written'] !== undefined,
          );
        await keepScreenshot(page, `scenes-${view.replace(/\W+/g, '-').toLowerCase()}-${device}-${colorScheme}`);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      }
    }
    await page.getByLabel('Where the two pictures meet').fill('80');
    expect(await page.evaluate(() => getComputedStyle(document.querySelector('.vvc .picture')!).clipPath)).toMatch(
      /20%/,
    );
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.waitForFunction(() => document.querySelector('video')!.paused);
    expect(said.filter((text) => !text.includes('GPU stall'))).toEqual([]);
    await page.close();
  });

  it('rest for those who prefer reduced motion until they press the button', async () => {
    const page = await browser.newPage({ reducedMotion: 'reduce' });
    await page.goto(`${site.origin}/gallery/scenes.html`);
    await page.getByRole('button', { name: 'Play' }).waitFor();
    const state = (): Promise<[paused: boolean, shown: string]> =>
      page.evaluate(() => [
        document.querySelector('video')!.paused,
        document.querySelector('dynamics-player')!.shadowRoot!.querySelector('canvas')!.toDataURL(),
      ]);
    await page.locator('.scene').scrollIntoViewIfNeeded();
    await page.waitForFunction(() => document.querySelector('dynamics-player')!.readyState >= 3);
    const [paused, before] = await state();
    expect(paused).toBe(true);
    await page.getByRole('button', { name: 'Play' }).click();
    await expect.poll(async () => (await state())[1]).not.toBe(before);
    const first = (await state())[1];
    await expect.poll(async () => (await state())[1]).not.toBe(first);
    await page.close();
  });
});
