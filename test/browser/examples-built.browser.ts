/** @file The examples for bundlers and frameworks, as their own commands build them: each shows a moving picture. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { keepScreenshot, launchChromium } from './chromium.js';
import { difference } from './player-page.js';
import { built, startSite } from './site.js';

const EXAMPLES = join(import.meta.dirname, '../../examples');
/** Side of the picture on show, in pixels of the screenshot. */
const SIDE = 512;

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

it.for([
  ['vite', 'dist'],
  ['react', 'dist'],
  ['vue', 'dist'],
  ['svelte', 'dist'],
  ['next', 'out'],
] as const)('the example for %s', async ([name, output], { skip }) => {
  const folder = join(EXAMPLES, name, output);
  // On a developer's machine it may not be built.
  if (!existsSync(folder) && process.env['CI'] === undefined) skip();
  const site = await startSite();
  const page = await browser.newPage();
  try {
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    for (const file of files.filter((entry) => entry.isFile())) {
      const path = join(file.parentPath, file.name).slice(folder.length);
      site.on(path, built(`../../../examples/${name}/${output}${path}`));
    }
    site.on('/', built(`../../../examples/${name}/${output}/index.html`));
    const said: string[] = [];
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && said.push(message.text()));
    page.on('pageerror', (error) => said.push(error.message));
    await page.goto(`${site.origin}/`);
    await page.waitForFunction(() => (document.querySelector('dynamics-player')?.currentTime ?? 0) > 0.1);
    expect(page.workers()).toHaveLength(1);

    const before = await shown(page);
    expect(spread(before.filter((_, i) => i % 4 < 3))).toBeGreaterThan(10);
    const time = await page.evaluate(() => document.querySelector('dynamics-player')!.currentTime);
    await page.waitForFunction(
      (from) => Math.abs(document.querySelector('dynamics-player')!.currentTime - from) > 0.5,
      time,
    );
    expect(difference(await shown(page), before).mean).toBeGreaterThan(0.1);
    await keepScreenshot(page, `example-${name}`);

    await page.getByLabel('Motion').fill('2');
    await expect.poll(() => page.evaluate(() => document.querySelector('dynamics-player')!.motion)).toBe(2);
    expect(said.filter((text) => !text.includes('GPU stall'))).toEqual([]);
  } finally {
    await page.close();
    await site.close();
  }
});

/** The middle of the player as a screenshot shows it, without its controls: RGBA. */
async function shown(page: Page): Promise<Uint8Array> {
  const { x, y } = (await page.locator('dynamics-player').boundingBox())!;
  const clip = { x: x + SIDE / 8, y: y + SIDE / 8, width: SIDE / 2, height: SIDE / 2 };
  return new Uint8Array(
    await sharp(await page.screenshot({ clip }))
      .ensureAlpha()
      .raw()
      .toBuffer(),
  );
}

/** Standard deviation of samples: a page that shows nothing has none. */
function spread(samples: Uint8Array): number {
  const mean = samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
  return Math.sqrt(samples.reduce((sum, sample) => sum + (sample - mean) * (sample - mean), 0) / samples.length);
}
