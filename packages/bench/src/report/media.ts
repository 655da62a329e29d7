import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { createVideoWriter, forgetTemporary, rememberTemporary } from '@dynamics-codec/node';
import { chromaSide, createPicture, pictureToRgb, type FrameRate, type Picture } from 'dynamics-codec/picture';

/** Frames of one panel of the player. */
export type Panel = readonly Picture[];

/** Panels begin at multiples of this many pixels, so that no block of the video covers two of them. */
const COLUMN = 16;
const STRIP_FRAMES = 5;
const STRIP_WIDTH = 208;
/** Qualities to try until a video fits its budget. */
const QUALITIES = [84, 76, 68, 60, 50, 40];

/** Left edges of panels of a width, and the width of all of them, in pixels. */
export function panelLayout(width: number, panels: number): { readonly step: number; readonly total: number } {
  const step = Math.ceil(width / COLUMN) * COLUMN;
  return { step, total: step * panels };
}

/**
 * One H.264 video of all panels side by side: one video cannot run out of step with itself.
 * @param budget bytes to stay below if possible
 * @returns a data address and the quality that was used
 */
export async function panelVideo(
  panels: readonly Panel[],
  frameRate: FrameRate,
  budget: number,
): Promise<{ url: string; quality: number; bytes: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'dync-'));
  rememberTemporary(folder);
  try {
    for (const [index, quality] of QUALITIES.entries()) {
      const path = join(folder, `${quality}.mp4`);
      await writePanels(path, panels, frameRate, quality);
      const bytes = await readFile(path);
      if (bytes.length <= budget || index === QUALITIES.length - 1)
        return { url: dataUrl('video/mp4', bytes), quality, bytes: bytes.length };
    }
    throw new Error('unreachable');
  } finally {
    await rm(folder, { recursive: true, force: true });
    forgetTemporary(folder);
  }
}

/**
 * Writes an H.264 video of all panels side by side; where each begins, {@link panelLayout} says.
 * @param quality as of `createVideoWriter`
 * @throws MediaError
 */
export async function writePanels(
  path: string,
  panels: readonly Panel[],
  frameRate: FrameRate,
  quality: number,
): Promise<void> {
  const first = panels[0]![0]!;
  const { step, total } = panelLayout(first.width, panels.length);
  const height = first.height + (first.height & 1);
  const writer = await createVideoWriter(path, {
    width: total,
    height,
    frameRate,
    colour: { matrix: 'bt709', range: 'limited' },
    quality,
  });
  try {
    for (let t = 0; t < panels[0]!.length; t++) {
      const row = createPicture(total, height);
      for (const [index, panel] of panels.entries()) place(panel[t]!, row, index * step);
      await writer.write(row);
    }
    await writer.finish();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

function place(picture: Picture, row: Picture, left: number): void {
  copy(picture.y, picture.width, row.y, row.width, left);
  copy(picture.u, chromaSide(picture.width), row.u, chromaSide(row.width), left / 2);
  copy(picture.v, chromaSide(picture.width), row.v, chromaSide(row.width), left / 2);
}

function copy(source: Uint8Array, width: number, target: Uint8Array, stride: number, left: number): void {
  for (let at = 0, row = 0; at < source.length; at += width, row++)
    target.set(source.subarray(at, at + width), row * stride + left);
}

/** A few frames of each panel, one row for each, as a WebP data address. */
export async function frameStrip(panels: readonly Panel[]): Promise<{ url: string; frames: number[] }> {
  const count = panels[0]!.length;
  const frames = Array.from({ length: STRIP_FRAMES }, (_, i) => Math.round((i * (count - 1)) / (STRIP_FRAMES - 1)));
  const { width, height } = panels[0]![0]!;
  const tileWidth = Math.min(width, STRIP_WIDTH);
  const tileHeight = Math.round((tileWidth * height) / width);
  const tiles = await Promise.all(
    panels.flatMap((panel, row) =>
      frames.map(async (frame, column) => ({
        input: await sharp(pictureToRgb(panel[frame]!, 3), { raw: { width, height, channels: 3 } })
          .resize(tileWidth, tileHeight)
          .png()
          .toBuffer(),
        left: column * (tileWidth + 2),
        top: row * (tileHeight + 2),
      })),
    ),
  );
  const canvas = {
    width: frames.length * (tileWidth + 2) - 2,
    height: panels.length * (tileHeight + 2) - 2,
    channels: 3 as const,
    background: '#888',
  };
  return {
    url: dataUrl('image/webp', await sharp({ create: canvas }).composite(tiles).webp({ quality: 82 }).toBuffer()),
    frames,
  };
}

/**
 * One row of pixels over time for each panel, side by side, time downwards: motion shows as waves, a frozen picture as
 * straight lines. The row is the one that moves most in the first panel. A PNG data address: every sample as it was decoded.
 */
export async function timeSlices(panels: readonly Panel[]): Promise<{ url: string; row: number }> {
  const row = liveliestRow(panels[0]!);
  const { width } = panels[0]![0]!;
  const count = panels[0]!.length;
  const total = panels.length * (width + 4) - 4;
  const rgb = new Uint8Array(total * count * 3).fill(128);
  for (const [index, panel] of panels.entries()) {
    for (let t = 0; t < count; t++) {
      const frame = pictureToRgb(panel[t]!, 3);
      rgb.set(frame.subarray(row * width * 3, (row + 1) * width * 3), (t * total + index * (width + 4)) * 3);
    }
  }
  const image = sharp(rgb, { raw: { width: total, height: count, channels: 3 } }).png({ compressionLevel: 9 });
  return { url: dataUrl('image/png', await image.toBuffer()), row };
}

/** The row of pixels in which most changes from frame to frame. */
export function liveliestRow(panel: Panel): number {
  const { width, height } = panel[0]!;
  const energy = new Float64Array(height);
  for (let t = 1; t < panel.length; t++) {
    const [now, before] = [panel[t]!.y, panel[t - 1]!.y];
    for (let i = 0; i < now.length; i++) energy[Math.floor(i / width)]! += Math.abs(now[i]! - before[i]!);
  }
  return energy.indexOf(Math.max(...energy));
}

function dataUrl(type: string, bytes: Uint8Array): string {
  return `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;
}
