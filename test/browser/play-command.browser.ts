import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { playCommand } from '../../packages/node/src/cli/play.js';
import { withModel } from '../fixtures/edited-stream.js';
import { keepScreenshot, launchChromium } from './chromium.js';

const STREAM = join(import.meta.dirname, '../golden/lakeside.dync');

let browser: Browser;
let address: string;
let stop: () => Promise<void>;

/** Plays a stream as the command does, silently. */
async function play(stream: string): Promise<{ address: string; stop: () => Promise<void> }> {
  const controller = new AbortController();
  let printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text, ...rest) => {
    printed += String(text);
    (rest.at(-1) as (() => void) | undefined)?.();
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const playing = playCommand(stream, { open: false, port: 0 }, controller.signal);
  await vi.waitFor(() => expect(printed).toMatch(/^http.*\n$/), { timeout: 60_000 });
  const place = printed.trim();
  vi.restoreAllMocks();
  return {
    address: place,
    stop: async () => {
      controller.abort();
      await playing;
    },
  };
}

beforeAll(async () => {
  browser = await launchChromium();
  ({ address, stop } = await play(STREAM));
});

afterAll(async () => {
  await browser.close();
});

describe('the page of dync play', () => {
  it.each([
    ['desktop', 'light', { width: 1100, height: 900 }],
    ['desktop', 'dark', { width: 1100, height: 900 }],
    ['phone', 'light', { width: 390, height: 780 }],
    ['phone', 'dark', { width: 390, height: 780 }],
  ] as const)('plays on a %s in the %s', async (device, colorScheme, viewport) => {
    const page = await browser.newPage({ colorScheme, viewport });
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    await page.goto(address);
    await page.waitForFunction(() => (document.querySelector('dynamics-player')?.currentTime ?? 0) > 0.1);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await page.getByLabel('Motion').fill('2');
    await page.getByLabel('Liveliness').fill('0.5');
    const strength = await page.evaluate(() => {
      const { motion, liveliness } = document.querySelector('dynamics-player')!;
      return { motion, liveliness };
    });
    expect(strength).toEqual({ motion: 2, liveliness: 0.5 });
    await page.mouse.move(viewport.width / 2, 200);
    await page.waitForTimeout(300);
    await keepScreenshot(page, `play-${device}-${colorScheme}`);
    expect(said.filter((text) => !text.includes('GPU stall'))).toEqual([]);
    await page.close();
  });

  it('restores key pictures by the model that the stream was made for', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dync-play-'));
    const file = join(folder, 'learned.dync');
    await writeFile(file, withModel(await readFile(STREAM), 7));
    const learned = await play(file);
    const page = await browser.newPage();
    await page.goto(learned.address);
    await page.waitForFunction(() => document.querySelector('dynamics-player')?.activeGenerator === 'learned');
    await page.close();
    await learned.stop();
    await rm(folder, { recursive: true });
  });

  it('serves the page and its files only, and ends when it is told to', async () => {
    for (const [path, status] of [
      ['', 200],
      ['stream.dync', 200],
      ['../package.json', 404],
      ['nothing', 404],
    ] as const) {
      expect((await fetch(address + path)).status).toBe(status);
    }
    expect((await fetch(address, { method: 'POST' })).status).toBe(405);
    await stop();
    await expect(fetch(address)).rejects.toThrow();
  });

  it('refuses what is no stream before it listens', async () => {
    const signal = new AbortController().signal;
    await expect(
      playCommand(join(import.meta.dirname, 'site.ts'), { open: false, port: 0 }, signal),
    ).rejects.toMatchObject({ code: 'NOT_A_STREAM' });
    await expect(playCommand('missing.dync', { open: false, port: 0 }, signal)).rejects.toMatchObject({
      code: 'MISSING_FILE',
    });
  });
});
