import type { Browser } from 'playwright-core';
import { afterAll } from 'vitest';
import { launchChromium } from './chromium.js';
import { startSite, type Site } from './site.js';

/** Chromium and a site with the built player, for all tests of a file. Both are closed after the last of them. */
export async function startPlayerSite(): Promise<{ readonly browser: Browser; readonly site: Site }> {
  const [browser, site] = await Promise.all([launchChromium(), startSite()]);
  afterAll(async () => {
    await browser.close();
    await site.close();
  });
  return { browser, site };
}
