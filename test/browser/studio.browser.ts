import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Decoder, readStreamInfo } from 'dynamics-codec';
import { NEWEST_MODEL, withoutMotion } from 'dynamics-codec/generator';
import { createVideoWriter, nodeNetworks, nodeStills, openVideo } from '@dynamics-codec/node';
import { BT709_LIMITED, framesPerSecond, pictureToRgb, resamplePicture, type Picture } from 'dynamics-codec/picture';
import { clearClip } from '../fixtures/clear-clip.js';
import { swayingClip } from '../fixtures/swaying-scene.js';
import { startStudio, type StudioRig } from './studio-page.js';

const [WIDTH, HEIGHT, FRAMES] = [128, 96, 16];
const RATE = { numerator: 12, denominator: 1 };
const SCREENSHOTS = join('artifacts', 'browser');

let folder: string;
let rig: StudioRig;

async function writeClip(name: string): Promise<string> {
  const path = join(folder, name);
  const writer = await createVideoWriter(path, {
    width: WIDTH,
    height: HEIGHT,
    frameRate: RATE,
    colour: BT709_LIMITED,
    quality: 90,
  });
  for (const picture of swayingClip({ width: WIDTH, height: HEIGHT, frames: FRAMES })) await writer.write(picture);
  await writer.finish();
  return path;
}

async function load(page: Page, path: string): Promise<void> {
  await page.setInputFiles('#file-again', path);
}

async function encodeLoaded(page: Page): Promise<Buffer> {
  await page.click('button:has-text("Encode")');
  await page.waitForSelector('.result');
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('button:has-text("Download")')]);
  return readFile(await download.path());
}

/** RGBA of the canvases that are side by side, at a frame. */
async function sideBySide(page: Page, frame: number): Promise<readonly (readonly number[])[]> {
  await page.click('label:has-text("Side by side")');
  await page.locator('.scrubber').fill(String(frame));
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLCanvasElement>('.stage canvas')].map((canvas) => [
      ...canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data,
    ]),
  );
}

function differences(shown: readonly number[], picture: Picture): { readonly mean: number; readonly largest: number } {
  const expected = pictureToRgb(picture, 4);
  expect(shown.length).toBe(expected.length);
  let sum = 0;
  let largest = 0;
  for (const [i, value] of shown.entries()) {
    const difference = Math.abs(value - expected[i]!);
    sum += difference;
    largest = Math.max(largest, difference);
  }
  return { mean: sum / shown.length, largest };
}

async function nodeFrame(bytes: Uint8Array, frame: number): Promise<Picture> {
  const decoder = await Decoder.open(bytes, { stills: nodeStills(), networks: nodeNetworks(), generator: 'learned' });
  const picture = await decoder.frameAt(frame / framesPerSecond(decoder.info.frameRate));
  decoder.close();
  return picture;
}

async function sourceFrame(path: string, frame: number): Promise<Picture> {
  const video = await openVideo(path);
  let index = 0;
  try {
    for await (const picture of video.frames()) if (index++ === frame) return picture;
  } finally {
    await video.close();
  }
  throw new Error(`no frame ${frame}`);
}

describe('studio in Chromium', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'studio-test-'));
    rig = await startStudio();
  });
  afterAll(async () => {
    await rig.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('takes a video of one frame for a picture', async () => {
    const path = join(folder, 'one.webm');
    const facts = { width: WIDTH, height: HEIGHT, frameRate: RATE, colour: BT709_LIMITED };
    const writer = await createVideoWriter(path, facts);
    await writer.write(swayingClip({ width: WIDTH, height: HEIGHT, frames: 1 })[0]!);
    await writer.finish();
    const { page, problems } = await rig.open();
    await load(page, path);
    await page.waitForSelector('.screen.animate');
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('keeps a transparent WebM transparent, and says so', async () => {
    const path = join(folder, 'clear.webm');
    const clip = clearClip({ width: WIDTH, height: HEIGHT, frames: 6, amplitude: 3, seed: 21 });
    const form = { width: WIDTH, height: HEIGHT, frameRate: RATE, colour: BT709_LIMITED, transparent: true };
    const writer = await createVideoWriter(path, form);
    for (const picture of clip) await writer.write(picture);
    await writer.finish();
    const { page, problems } = await rig.open();
    await load(page, path);
    await page.waitForSelector('text=what lies behind will show through');
    expect(readStreamInfo(await encodeLoaded(page)).transparent).toBe(true);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('gives a page of one file that plays by itself', async () => {
    const { page, problems } = await rig.open();
    await load(page, await writeClip('alone.webm'));
    await page.waitForSelector('.edit');
    await encodeLoaded(page);
    const saving = page.waitForEvent('download');
    await page.click('button:has-text("One HTML file")');
    const file = join(folder, 'alone.html');
    await (await saving).saveAs(file);
    expect(problems).toEqual([]);
    const alone = await page.context().newPage();
    await alone.goto(`file://${file}`);
    await alone.waitForFunction(() => (document.querySelector('dynamics-player')?.currentTime ?? 0) > 0);
    expect(await alone.locator('dynamics-player').getAttribute('alt')).toBe('alone');
    await page.context().close();
  });

  it.each(['clip.webm', 'clip.mp4', 'clip.gif'])(
    'encodes %s to a stream that decodes in Node to what the page shows',
    async (name) => {
      const path = await writeClip(name);
      const { page, problems } = await rig.open();
      await load(page, path);
      await page.waitForSelector('.edit');
      const bytes = await encodeLoaded(page);
      const info = readStreamInfo(bytes);
      expect([info.width, info.height, info.frames]).toEqual([WIDTH, HEIGHT, FRAMES]);
      if (name.endsWith('.gif')) expect(framesPerSecond(info.frameRate)).toBeCloseTo(12, 0);
      else expect(info.frameRate).toEqual(RATE);
      expect(bytes.length).toBeLessThanOrEqual(1333);
      expect(await page.textContent('.headline')).toContain(
        bytes.length < 1000 ? String(bytes.length) : (bytes.length / 1000).toFixed(2),
      );
      for (const frame of [0, 7, FRAMES - 1]) {
        const [original, ours, rival] = await sideBySide(page, frame);
        expect(differences(ours!, await nodeFrame(bytes, frame)).largest).toBeLessThanOrEqual(1);
        expect(differences(original!, await sourceFrame(path, frame)).mean).toBeLessThan(1);
        expect(rival!.length).toBe(original!.length);
      }
      expect(problems).toEqual([]);
      await page.context().close();
    },
  );

  it('encodes for the learned model to a stream that Node restores as the page does', async () => {
    const path = await writeClip('learned.webm');
    const { page, problems } = await rig.open();
    await load(page, path);
    await page.getByLabel(/learned model/).check();
    await page.getByLabel(/Compare with a codec/).uncheck();
    await page.click('label:has-text("Bytes")');
    await page.getByLabel('Size of the file in bytes').fill('700');
    const bytes = await encodeLoaded(page);
    const { modelId } = readStreamInfo(bytes);
    expect([NEWEST_MODEL, withoutMotion(NEWEST_MODEL)]).toContain(modelId);
    expect(await page.textContent('.fact-list')).toContain(`learned model ${modelId}`);
    expect(await page.textContent('.snippet code')).toContain('models="neural/"');
    const [, ours] = await sideBySide(page, 7);
    expect(differences(ours!, await nodeFrame(bytes, 7)).mean).toBeLessThan(0.02);
    await page.click('label:has-text("Player")');
    await page.waitForFunction(() => document.querySelector('dynamics-player')?.activeGenerator === 'learned');
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('takes the part, the shape and the size that were chosen', async () => {
    const path = await writeClip('crop.mp4');
    const { page } = await rig.open();
    await load(page, path);
    await page.click('label:has-text("1:1")');
    await page.getByLabel('Longest side in pixels').fill('80');
    await page.getByRole('slider', { name: 'Start' }).focus();
    for (let press = 0; press < 4; press++) await page.keyboard.press('ArrowRight');
    await page.locator('.crop-box').focus();
    await page.keyboard.press('ArrowLeft');
    expect(await page.textContent('.summary')).toContain('80 × 80 · 12 frames');
    const bytes = await encodeLoaded(page);
    const info = readStreamInfo(bytes);
    expect([info.width, info.height, info.frames]).toEqual([80, 80, 12]);
    const window = { x: (WIDTH - HEIGHT) / 2 - 8, y: 0, width: HEIGHT, height: HEIGHT };
    const [original] = await sideBySide(page, 0);
    expect(differences(original!, resamplePicture(await sourceFrame(path, 4), 80, 80, window)).mean).toBeLessThan(1);
    await page.context().close();
  });

  it('cancels an encode in threads, and can start again', async () => {
    const path = await writeClip('cancel.webm');
    const { page, problems } = await rig.open({ cores: 3 });
    await load(page, path);
    let groupWorkers = 0;
    page.on('worker', (worker) => (groupWorkers += Number(/group-worker/.test(worker.url()))));
    const release = rig.holdEncoder();
    await page.click('button:has-text("Encode")');
    await page.waitForSelector('.progress');
    await page.click('button:has-text("Cancel")');
    await page.waitForSelector('form.settings');
    release();
    expect(await page.locator('.result').count()).toBe(0);
    await page.getByLabel(/Compare with a codec/).uncheck();
    const bytes = await encodeLoaded(page);
    expect(readStreamInfo(bytes).frames).toBe(FRAMES);
    expect(groupWorkers).toBeGreaterThan(1);
    expect(await page.locator('.quality thead th').count()).toBe(1);
    await page.click('button:has-text("Change the settings")');
    expect(await page.locator('form.settings').isVisible()).toBe(true);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('says in one line what is wrong with a file', async () => {
    const { page } = await rig.open();
    const clip = await readFile(await writeClip('whole.mp4'));
    const stream = await readFile(join('test', 'golden', 'oscillation.dync'));
    const cases: readonly (readonly [name: string, content: Uint8Array, words: RegExp])[] = [
      ['notes.mp4', Buffer.from('no video at all'), /notes\.mp4 is not a video that can be read here; use MP4/],
      ['empty.webm', new Uint8Array(0), /empty\.webm is empty/],
      ['cut.mp4', clip.subarray(0, 300), /cut\.mp4 (is damaged|has no video)/],
      [
        'still.png',
        Buffer.from(
          'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
          'base64',
        ),
        /still\.png is 1x1; sides must have at least 64 pixels/,
      ],
      ['cut.dync', stream.subarray(0, stream.length - 9), /Expected/],
      ['other.dync', Buffer.from('something else'), /Expected a stream to begin with 'DYN'/],
    ];
    for (const [name, content, words] of cases) {
      await writeFile(join(folder, name), content);
      await load(page, join(folder, name));
      await page.waitForFunction(
        ([text]) => new RegExp(text!).test(document.querySelector('.notice:not([hidden]) p')?.textContent ?? ''),
        [words.source],
      );
      expect((await page.textContent('.notice p'))!.split('\n').length).toBe(1);
    }
    await page.click('button:has-text("Dismiss")');
    expect(await page.locator('.notice').isVisible()).toBe(false);
    await page.context().close();
  });

  it('plays a stream and tells its facts', async () => {
    const path = join('test', 'golden', 'oscillation.dync');
    const info = readStreamInfo(await readFile(path));
    const { page, problems } = await rig.open();
    await load(page, path);
    await page.waitForSelector('.stream dynamics-player');
    await page.waitForFunction(() => (document.querySelector('dynamics-player')?.currentTime ?? 0) > 0);
    const facts = await page.textContent('.stream .side');
    for (const fact of [`${info.width} × ${info.height}`, `${info.frames} at`, String(info.groups[0]!.modes)])
      expect(facts).toContain(fact);
    await page.click('summary');
    await page.getByLabel(/^Motion/).fill('2');
    await page.getByLabel('Liveliness').fill('0.5');
    const strength = await page.evaluate(() => {
      const { motion, liveliness } = document.querySelector('dynamics-player')!;
      return { motion, liveliness };
    });
    expect(strength).toEqual({ motion: 2, liveliness: 0.5 });
    expect(await page.textContent('.split')).toContain('Drawn motion');
    expect(await page.textContent('.snippet code')).toContain('<dynamics-player src="oscillation.dync"');
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('takes a file that is dropped on it', async () => {
    const { page } = await rig.open();
    const bytes = [...(await readFile(join('test', 'golden', 'still.dync')))];
    const veiled = await page.evaluate((content) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([Uint8Array.from(content)], 'dropped.dync'));
      const drag = { dataTransfer, bubbles: true, cancelable: true };
      dispatchEvent(new DragEvent('dragover', drag));
      const shown = !document.querySelector<HTMLElement>('.drop-veil')!.hidden;
      dispatchEvent(new DragEvent('drop', drag));
      return shown;
    }, bytes);
    expect(veiled).toBe(true);
    await page.waitForSelector('.stream');
    expect(await page.textContent('.stream h2')).toBe('dropped.dync');
    expect(await page.locator('.drop-veil').isVisible()).toBe(false);
    await page.context().close();
  });

  it('can be used with the keyboard alone and honours reduced motion', async () => {
    const path = await writeClip('keys.webm');
    const { page } = await rig.open({ reducedMotion: 'reduce' });
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('wordmark');
    await load(page, path);
    await page.waitForSelector('.edit');
    await page.getByLabel('Rate in kilobits per second').first().focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.textContent('.summary')).toMatch(/at most 1\.42 kB/);
    await page.locator('form.settings button[type=submit]').focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('.result');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H2');
    expect(await page.locator('.transport .icon-button').getAttribute('aria-label')).toBe('Play');
    await page.getByRole('slider', { name: /How much of Original/ }).focus();
    await page.keyboard.press('Home');
    expect(await page.evaluate(() => getComputedStyle(document.querySelector('.over')!).clipPath)).toMatch(
      /inset\(0(px|%)? .*0%?\)/,
    );
    await page.context().close();
  });

  it.each([
    ['phone', 390, 844],
    ['desktop', 1280, 860],
  ] as const)('fits a %s in light and dark', async (device, width, height) => {
    const path = await writeClip(`${device}.webm`);
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await rig.open({ width, height, colorScheme, reducedMotion: 'reduce' });
      const look = async (screen: string): Promise<void> => {
        await page.screenshot({
          path: join(SCREENSHOTS, `studio-${screen}-${device}-${colorScheme}.png`),
          fullPage: true,
        });
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow, `${screen} overflows sideways`).toBe(0);
      };
      await look('start');
      await load(page, path);
      await page.waitForSelector('.edit');
      await page.waitForTimeout(500);
      await look('edit');
      const release = rig.holdEncoder();
      await page.click('button:has-text("Encode")');
      await page.waitForSelector('.progress');
      await look('progress');
      release();
      await page.waitForSelector('.result');
      await look('result');
      await page.context().close();
    }
  });
});
