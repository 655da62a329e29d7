import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePages } from '../../scripts/site/pages.js';
import { keepScreenshot, launchChromium } from './chromium.js';

const ROOT = join(import.meta.dirname, '../..');

let folder = '';
let browser: Browser;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dync-docs-site-'));
  writePages(ROOT, folder);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

/** The pages of the guide, and those that are looked up. Decisions and experiments are made by the same code. */
async function pagesOf(): Promise<string[]> {
  const all = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.html'));
  return all.filter((file) => !/^(lab|docs\/decisions)\/./.test(file)).sort();
}

describe('the site of the documents', () => {
  it.each([
    ['a phone', 390, 844],
    ['a desktop', 1280, 900],
  ])('fits %s and loads nothing but its own', async (name, width, height) => {
    const pages = await pagesOf();
    expect(pages.length).toBeGreaterThan(30);
    const page = await browser.newPage({ viewport: { width, height } });
    const wrong: string[] = [];
    page.on('console', (message) => void wrong.push(`${page.url()}: ${message.text()}`));
    page.on('requestfailed', (request) => void wrong.push(`${page.url()}: ${request.url()}`));
    page.on('request', (request) => {
      if (!request.url().startsWith(pathToFileURL(folder).href)) wrong.push(`${page.url()} asks for ${request.url()}`);
    });
    for (const file of pages) {
      await page.goto(pathToFileURL(join(folder, file)).href);
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (beyond > 0) wrong.push(`${file} is wider than ${name} by ${beyond}`);
    }
    await page.goto(pathToFileURL(join(folder, 'docs/guide/rates.html')).href);
    await keepScreenshot(page, `docs-site-${width}`);
    await page.close();
    expect(wrong).toEqual([]);
  });
});
