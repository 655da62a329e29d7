import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { Decoder, type DecodeOptions } from 'dynamics-codec';
import { nodeStills } from '@dynamics-codec/node';
import { pictureToRgb } from 'dynamics-codec/picture';
import { withGroups } from '../fixtures/edited-stream.js';

const FOLDER = join(import.meta.dirname, '../golden');

/** The bytes of a golden stream. */
export const golden = async (name: string): Promise<Uint8Array> =>
  new Uint8Array(await readFile(join(FOLDER, `${name}.dync`)));

/** Bytes that {@link withCutKey} takes off: what AV1 decoders are asked about. */
export const CUTS = [1, 2, 40, 100];

/** A golden stream whose key picture lacks its last bytes; all checksums are right. */
export async function withCutKey(bytes: number): Promise<Uint8Array> {
  return withGroups(await golden('oscillation'), (group) => ({ ...group, key: group.key.slice(0, -bytes) }));
}

/** Names of all golden streams: one for each feature of the format, and the sample. */
export const STREAMS = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.dync'))
  .map((file) => file.slice(0, -'.dync'.length));

/** Where streams are looked at, as shares of their length. */
export const SHARES = [0, 0.123, 0.35, 0.5, 0.77, 0.999];

/** A page of any browser: what it runs is a function without anything around it, and what it answers can be JSON. */
export interface Evaluates {
  evaluate<Result>(script: () => Result | Promise<Result>): Promise<Result>;
  evaluate<Result, Argument>(
    script: (argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ): Promise<Result>;
}

/** A new page with the functions that {@link playerFrame} and {@link shownFrame} need in it. */
export async function openPage(browser: Browser | BrowserContext): Promise<Page> {
  const page = await browser.newPage();
  await page.addInitScript(pageTools);
  return page;
}

/** Puts a player into a page, in the place of any other, and waits for an event of it: `canplay` when left out. */
export async function addPlayer(
  page: Evaluates,
  attributes: Readonly<Record<string, string>>,
  event = 'canplay',
): Promise<void> {
  await page.evaluate(
    async ([given, awaited]) => {
      await customElements.whenDefined('dynamics-player');
      const player = document.createElement('dynamics-player');
      const log: string[] = [];
      Object.assign(globalThis, { player, log });
      for (const type of [
        'loadstart',
        'loadedmetadata',
        'loadeddata',
        'canplay',
        'play',
        'playing',
        'pause',
        'seeking',
        'seeked',
        'timeupdate',
        'ended',
        'error',
        'ratechange',
        'generatorchange',
        'emptied',
        'suspend',
        'stalled',
        'waiting',
        'canplaythrough',
        'volumechange',
      ]) {
        player.addEventListener(type, () => log.push(type));
      }
      const happened = new Promise((resolve) => player.addEventListener(awaited, resolve, { once: true }));
      for (const [name, value] of Object.entries(given)) player.setAttribute(name, value);
      document.body.replaceChildren(player);
      await happened;
    },
    [attributes, event] as const,
  );
}

/** Pixels of the frame at a time, as the player in the page makes it: RGBA. */
export async function playerFrame(page: Evaluates, seconds: number): Promise<Uint8Array> {
  const text = await page.evaluate(async (time) => base64((await player.frameAt(time)).data), seconds);
  return Uint8Array.from(Buffer.from(text, 'base64'));
}

/** Pixels that the player in the page has on show: RGBA. */
export async function shownFrame(page: Evaluates): Promise<Uint8Array> {
  const text = await page.evaluate(() => {
    const canvas = player.shadowRoot!.querySelector('canvas')!;
    return base64(canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data);
  });
  return Uint8Array.from(Buffer.from(text, 'base64'));
}

/** Puts functions into a page for scripts that run in it. */
export function pageTools(): void {
  globalThis.base64 = (bytes) => {
    const all = Array.from(bytes);
    let text = '';
    for (let i = 0; i < all.length; i += 8192) text += String.fromCharCode(...all.slice(i, i + 8192));
    return btoa(text);
  };
}

/** What Node makes of a stream: RGBA at a time in seconds. */
export interface NodeStream {
  readonly duration: number;
  readonly frameAt: (seconds: number) => Promise<Uint8ClampedArray>;
}

/** Opens a stream in Node: a golden one by its name, or bytes. */
export async function openInNode(
  stream: string | Uint8Array,
  strength: Pick<DecodeOptions, 'motion' | 'liveliness'> = {},
): Promise<NodeStream> {
  const bytes = typeof stream === 'string' ? await golden(stream) : stream;
  const decoder = await Decoder.open(bytes, { stills: nodeStills(), ...strength });
  return {
    duration: decoder.info.duration,
    frameAt: async (seconds) => pictureToRgb(await decoder.frameAt(seconds), 4),
  };
}

/** How far two pictures are apart, in levels. */
export interface Difference {
  readonly mean: number;
  readonly largest: number;
  /** Share of the samples that are more than four levels apart. */
  readonly beyondFour: number;
}

/** The difference of two pictures of equal size, RGBA, in what they show: of colours as far as they cover anything. */
export function difference(a: ArrayLike<number>, b: ArrayLike<number>): Difference {
  if (a.length !== b.length)
    throw new Error(`Expected pictures of one size but received ${a.length} and ${b.length} samples`);
  let sum = 0;
  let largest = 0;
  let beyond = 0;
  for (let i = 0; i < a.length; i++) {
    const shown = (pixels: ArrayLike<number>): number =>
      i % 4 === 3 ? pixels[i]! : Math.round((pixels[i]! * pixels[i | 3]!) / 255);
    const apart = Math.abs(shown(a) - shown(b));
    sum += apart;
    if (apart > largest) largest = apart;
    if (apart > 4) beyond++;
  }
  return { mean: sum / a.length, largest, beyondFour: beyond / a.length };
}
