import type { Samples } from './convert.js';
import { withAlpha } from './cover.js';
import { chromaSide, type Picture } from './picture.js';

/**
 * Lays a picture with straight alpha over black, in place.
 * @param alpha one sample per luma sample, rows `stride` samples apart, opaque at 2^bitDepth - 1
 * @returns the picture, with a cover where anything shows through
 */
export function laidOverBlack(picture: Picture, alpha: Samples, stride: number, bitDepth: number): Picture {
  const { width, height, y, u, v } = picture;
  const opaque = 2 ** bitDepth - 1;
  for (let r = 0, to = 0; r < height; r++) {
    for (let x = 0; x < width; x++, to++) {
      const cover = alpha[r * stride + x]!;
      if (cover !== opaque) y[to] = Math.round((y[to]! * cover) / opaque);
    }
  }
  for (let j = 0, to = 0; j < chromaSide(height); j++) {
    const upper = 2 * j * stride;
    const lower = Math.min(2 * j + 1, height - 1) * stride;
    for (let i = 0; i < chromaSide(width); i++, to++) {
      const left = 2 * i;
      const right = Math.min(left + 1, width - 1);
      const cover = alpha[upper + left]! + alpha[upper + right]! + alpha[lower + left]! + alpha[lower + right]!;
      if (cover === 4 * opaque) continue;
      u[to] = 128 + Math.round(((u[to]! - 128) * cover) / (4 * opaque));
      v[to] = 128 + Math.round(((v[to]! - 128) * cover) / (4 * opaque));
    }
  }
  return withAlpha(picture, bytesOf(alpha, stride, width, height, opaque));
}

/** Alpha of 8 bits without padding. */
function bytesOf(alpha: Samples, stride: number, width: number, height: number, opaque: number): Uint8Array {
  const out = new Uint8Array(width * height);
  for (let r = 0, to = 0; r < height; r++)
    for (let x = 0; x < width; x++) out[to++] = Math.round((alpha[r * stride + x]! * 255) / opaque);
  return out;
}
