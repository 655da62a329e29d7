import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';

/** Folder for pictures to look at; git-ignored, kept by CI. */
const SCREENSHOTS = join(import.meta.dirname, '../../artifacts/browser');

/** How long anything in a page may take on the slowest machine. */
const PATIENCE_MS = 280_000;

/** Starts the distribution's Chromium without a window; the one named by CHROMIUM_PATH where that is set. */
export async function launchChromium(args: readonly string[] = []): Promise<Browser> {
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: [...sandbox, ...args],
    timeout: PATIENCE_MS,
  });
  browser.on('context', (context) => context.setDefaultTimeout(PATIENCE_MS));
  return browser;
}

/** Keeps a screenshot for people. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  await mkdir(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
}
