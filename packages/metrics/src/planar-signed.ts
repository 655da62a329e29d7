import type { RgbPicture } from './rgb-picture.js';

/** Interleaved bytes as networks take them: planes of red, green and blue, -1 to 1. */
export function planarSigned({ width, height, rgb }: RgbPicture): Float32Array {
  const area = width * height;
  const planes = new Float32Array(3 * area);
  for (let i = 0, at = 0; i < area; i++, at += 3) {
    planes[i] = rgb[at]! / 127.5 - 1;
    planes[area + i] = rgb[at + 1]! / 127.5 - 1;
    planes[2 * area + i] = rgb[at + 2]! / 127.5 - 1;
  }
  return planes;
}
