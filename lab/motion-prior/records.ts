import { appendFile, mkdir, readFile, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { cellMeans } from 'dynamics-codec/math';
import { pictureToRgb, type Picture, type Plane } from 'dynamics-codec/picture';
import { isHeldOut, namedNumber } from '../training/held-out.js';

/** Pixels along a side of stored key pictures. */
export const KEY_SIDE = 128;

/** A square part of a picture, in pixels. */
export interface Part {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

/**
 * One record of training data: its length in bytes and that of its description (two 32-bit integers, little-endian), the
 * description (JSON), and the rest, compressed by zlib.
 */
export function record(description: object, rest: Buffer): Buffer {
  const text = Buffer.from(JSON.stringify(description));
  const packed = deflateSync(rest, { level: 9 });
  const head = Buffer.alloc(8);
  head.writeUInt32LE(8 + text.length + packed.length, 0);
  head.writeUInt32LE(text.length, 4);
  return Buffer.concat([head, text, packed]);
}

/**
 * Appends the records of clips to a file, clip by clip. Clips that it has already are left out, so a command can be called again.
 * @param named folders of clips, or clips
 * @param recordsOf gives none where a clip is too short
 */
export async function appendClips(
  out: string,
  named: readonly string[],
  recordsOf: (path: string, clip: string) => Promise<readonly Buffer[]>,
): Promise<void> {
  await mkdir(dirname(out), { recursive: true });
  const already = await clipsAlready(out);
  for (const path of named) {
    const files = (await stat(path)).isDirectory()
      ? (await readdir(path)).filter((file) => file.endsWith('.mp4')).map((file) => join(path, file))
      : [path];
    for (const file of files.sort((a, b) => namedNumber(basename(a)) - namedNumber(basename(b)))) {
      const clip = basename(file, '.mp4');
      if (already.has(clip)) continue;
      const begun = performance.now();
      const records = await recordsOf(file, clip);
      await appendFile(out, Buffer.concat(records));
      const seconds = ((performance.now() - begun) / 1000).toFixed(1);
      console.log(`${clip}: ${records.length} records, ${seconds} s`);
    }
  }
}

async function clipsAlready(path: string): Promise<Set<string>> {
  const bytes = await readFile(path).catch(() => Buffer.alloc(0));
  const out = new Set<string>();
  for (let at = 0; at < bytes.length; at += bytes.readUInt32LE(at)) {
    const text = bytes.toString('utf8', at + 8, at + 8 + bytes.readUInt32LE(at + 4));
    out.add((JSON.parse(text) as { readonly clip: string }).clip);
  }
  return out;
}

/** Whether a clip is held out, with all others of its source: those differ in the number at the end. */
export function isSourceHeldOut(clip: string): boolean {
  return isHeldOut(clip.replace(/-\d+$/, ''));
}

/** A part of a plane. */
export function croppedPlane({ width, data }: Plane, { x, y, side }: Part): Plane {
  const out = new Float32Array(side * side);
  for (let row = 0; row < side; row++)
    out.set(data.subarray((y + row) * width + x, (y + row) * width + x + side), row * side);
  return { width: side, height: side, data: out };
}

/** RGB of a square part of a picture, at least as large, on {@link KEY_SIDE} x {@link KEY_SIDE} pixels. */
export function keyBytes(picture: Picture, { x, y, side }: Part): Buffer {
  const rgb = pictureToRgb(picture, 3);
  const part = new Uint8Array(3 * side * side);
  for (let row = 0; row < side; row++) {
    const from = 3 * ((y + row) * picture.width + x);
    part.set(rgb.subarray(from, from + 3 * side), 3 * row * side);
  }
  const size = { width: side, height: side };
  return Buffer.from(Uint8Array.from(cellMeans(part, size, { width: KEY_SIDE, height: KEY_SIDE }, 3), Math.round));
}
