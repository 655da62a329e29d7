import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepScreenshot } from './chromium.js';
import { startPlayerSite } from './player-site.js';
import { html, PLAYER_FILES } from './site.js';

const ROOT = join(import.meta.dirname, '../..');
const STREAM = join(ROOT, 'test/golden/lakeside.dync');

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
  ]);
  const types = {
    html: 'text/html',
    css: 'text/css',
    js: 'text/javascript',
    dync: 'application/octet-stream',
  } as const;
  for (const name of [
    'index.html',
    'style.css',
    'gallery.js',
    ...PLAYER_FILES,
    'lakeside.dync',
    'lakeside-small.dync',
  ]) {
    site.on(`/gallery/${name === 'index.html' ? '' : name}`, async (_, response) => {
      response.writeHead(200, { 'content-type': types[name.split('.').pop() as keyof typeof types] });
      response.end(await readFile(join(folder, name)));
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
