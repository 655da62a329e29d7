import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';

/** Folder for pictures to look at; git-ignored, kept by CI. */
const SCREENSHOTS = join(import.meta.dirname, '../../artifacts/browser');

/** Starts the distribution's Chromium without a window; the one named by CHROMIUM_PATH where that is set. */
export function launchChromium(args: readonly string[] = []): Promise<Browser> {
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium', args: [...sandbox, ...args] });
}

/** Keeps a screenshot for people. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  await mkdir(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
}
