import { assertSameSize, type RgbPicture } from './rgb-picture.js';

/** What identical pictures get, in dB. */
export const PSNR_LIMIT = 99;

/**
 * Peak signal-to-noise ratio over all RGB samples of two pictures, in dB (peak 255); 99 for identical ones.
 * @throws InvalidOptionError where the sizes differ
 */
export function psnrRgb(original: RgbPicture, decoded: RgbPicture): number {
  assertSameSize(original, decoded);
  return psnr(original.rgb, decoded.rgb);
}

/**
 * Peak signal-to-noise ratio of the luma samples, in dB (peak 255, full-range BT.601 luma); 99 for identical ones.
 * @throws InvalidOptionError where the sizes differ
 */
export function psnrLuma(original: RgbPicture, decoded: RgbPicture): number {
  assertSameSize(original, decoded);
  return psnr(original.grey, decoded.grey);
}

function psnr(a: Uint8Array | Uint8ClampedArray, b: Uint8Array | Uint8ClampedArray): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = a[i]! - b[i]!;
    sum += difference * difference;
  }
  return sum === 0 ? PSNR_LIMIT : 10 * Math.log10((255 * 255 * a.length) / sum);
}
