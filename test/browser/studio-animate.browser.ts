import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readStreamInfo } from 'dynamics-codec';
import { NEWEST_MODEL, withoutMotion } from 'dynamics-codec/generator';
import type { Picture } from 'dynamics-codec/picture';
import { meanDifference } from '../media-scene.js';
import { decodedFrames } from '../support/decoded-frames.js';
import { writeLakePhotographs } from '../support/lake-photographs.js';
import { startStudio, type StudioRig } from './studio-page.js';

const [WIDTH, HEIGHT] = [320, 192];
const SCREENSHOTS = join('artifacts', 'browser');

let folder: string;
let rig: StudioRig;
const file = (name: string) => join(folder, name);

async function load(page: Page, name: string): Promise<void> {
  await page.setInputFiles('#file-again', file(name));
  await page.waitForSelector('.animate');
}

/** Makes a lively loop of two seconds and waits for its player. */
async function animate(page: Page): Promise<void> {
  await page.getByLabel(/^Length/).fill('2');
  await page.getByLabel(/^Strength/).fill('4');
  await page.click('button:has-text("Animate")');
  await page.waitForSelector('.animate [aria-label="Size"]');
}

async function download(page: Page): Promise<Buffer> {
  const [saved] = await Promise.all([page.waitForEvent('download'), page.click('button:has-text("Download")')]);
  return readFile(await saved.path());
}

const difference = (a: Picture, b: Picture): number => meanDifference(a.y, b.y);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'studio-animate-'));
  rig = await startStudio();
  await writeLakePhotographs(folder, WIDTH, HEIGHT);
  await sharp({ create: { width: 9, height: 5, channels: 3, background: '#000' } })
    .png()
    .toFile(file('black.png'));
});
afterAll(async () => {
  await rig.close();
  await rm(folder, { recursive: true, force: true });
});

describe('a photograph in the studio', () => {
  it('comes alive beside itself, as a loop without a seam that is saved', async () => {
    const { page, problems } = await rig.open();
    await page.setInputFiles('#photo', file('turned.jpg'));
    await page.waitForSelector('.animate');
    await page.getByLabel('Seed: which motion it is').fill('11');
    await animate(page);
    const bytes = await download(page);
    const info = readStreamInfo(bytes);
    expect(info).toMatchObject({ width: HEIGHT, height: WIDTH, frames: 50, seed: 11 });
    expect(info.modelId).toBe(withoutMotion(NEWEST_MODEL));
    expect(info.groups[0]!.loopFrames).toBe(50);
    expect(info.groups[0]!.statisticsBytes).toBeGreaterThan(0);
    const frames = await decodedFrames(bytes);
    expect(difference(frames[0]!, frames[20]!)).toBeGreaterThan(0.05);
    expect(await page.textContent('.animate [aria-label="Facts"]')).toContain('without a seam, every 50 frames');
    expect(await page.locator('.stage figure canvas').first().isVisible()).toBe(true);
    await page.waitForFunction(() => (document.querySelector('dynamics-player')?.currentTime ?? 0) > 0);
    await page.waitForFunction(() => document.querySelector('dynamics-player')?.activeGenerator === 'learned');
    await page.click('button:has-text("Move otherwise")');
    await page.waitForSelector('.animate .progress');
    await page.waitForSelector('.animate [aria-label="Size"]');
    expect(readStreamInfo(await download(page)).seed).toBe(12);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('stands still where it is painted, and everywhere under a black mask', async () => {
    const { page, problems } = await rig.open();
    await load(page, 'lake.png');
    await page.getByLabel(/learned model/).uncheck();
    await page.click('button:has-text("Paint")');
    const box = (await page.locator('.mask').boundingBox())!;
    const at = (across: number, down: number): [number, number] => [
      box.x + across * box.width,
      box.y + down * box.height,
    ];
    await page.mouse.move(...at(0.1, 0.5));
    await page.mouse.down();
    await page.mouse.move(...at(0.9, 0.5), { steps: 4 });
    await page.mouse.up();
    const opaque = await page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('.mask')!;
      const { data } = canvas.getContext('2d')!.getImageData(0, canvas.height >> 1, canvas.width, 1);
      return data.filter((value, i) => i % 4 === 3 && value === 255).length / canvas.width;
    });
    expect(opaque).toBeGreaterThan(0.75);
    await page.click('button:has-text("Clear")');
    expect(await page.locator('button:has-text("Clear")').isVisible()).toBe(false);
    await page.setInputFiles('#mask-file', file('black.png'));
    await page.waitForSelector('button:has-text("Clear")');
    await animate(page);
    expect(await page.textContent('.animate .note')).toContain('Nothing in this picture is expected to move');
    expect(readStreamInfo(await download(page))).toMatchObject({ modelId: 0, groups: [{ statisticsBytes: 0 }] });
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('is given up at a press, and can be animated again', async () => {
    const { page, problems } = await rig.open();
    await load(page, 'lake.png');
    const release = rig.holdEncoder();
    await page.click('button:has-text("Animate")');
    await page.click('.animate .progress button:has-text("Cancel")');
    await page.waitForSelector('.animate form.settings');
    release();
    expect(await page.locator('.notice').isVisible()).toBe(false);
    await animate(page);
    expect(readStreamInfo(await download(page)).frames).toBe(50);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('says in one line what is wrong with a picture', async () => {
    const { page } = await rig.open();
    await writeFile(file('cut.jpg'), (await readFile(file('turned.jpg'))).subarray(0, 60));
    await page.setInputFiles('#photo', file('cut.jpg'));
    await page.waitForSelector('.notice:not([hidden])');
    expect(await page.textContent('.notice p')).toBe(
      'cut.jpg is no picture that this browser reads; use JPEG, PNG, WebP, AVIF or GIF.',
    );
    await page.context().close();
  });

  it.each([
    ['phone', 390, 844],
    ['desktop', 1280, 800],
  ] as const)('fits a %s', async (device, width, height) => {
    const { page } = await rig.open({ width, height, reducedMotion: 'reduce' });
    const look = async (screen: string): Promise<void> => {
      await page.screenshot({ path: join(SCREENSHOTS, `studio-animate-${screen}-${device}.png`), fullPage: true });
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, `${screen} overflows sideways`).toBe(0);
    };
    await look('start');
    await load(page, 'lake.png');
    await page.click('button:has-text("Paint")');
    await page.locator('.mask').click({ position: { x: 60, y: 90 } });
    await page.waitForSelector('button:has-text("Clear")');
    await look('settings');
    const release = rig.holdEncoder();
    await page.click('button:has-text("Animate")');
    await page.waitForSelector('.animate .progress');
    await look('progress');
    release();
    await page.waitForSelector('.animate [aria-label="Size"]');
    await page.waitForTimeout(1500);
    await look('result');
    await page.context().close();
  });
});
