/**
 * @file How unlike the textures of two pictures are: the contrast term of SSIM (Wang et al. 2004), without its
 * correlation. Leaves that have moved by a pixel look like leaves; where a stalk has swung away, or foliage is blurred, the
 * contrast is another. Over key pictures and frames rendered from training clips this follows LPIPS where the correlation
 * does not (docs/decisions/0043).
 */
import type { Plane } from '../../picture/index.js';
import { overOctaves, overWindows, WINDOW } from './octaves.js';

const C2 = 58.5225;

/** Mean over three octaves of 1 - (2 sa sb + c) / (sa^2 + sb^2 + c), with standard deviations in windows of 8x8. 0 for equal planes. */
export function textureDistance(a: Plane, b: Plane): number {
  return overOctaves(a, b, contrastDistance);
}

function contrastDistance(a: Plane, b: Plane): number {
  const distance = (x: number, y: number): number => {
    const [p, q] = [variance(a, x, y), variance(b, x, y)];
    return 1 - (2 * Math.sqrt(p * q) + C2) / (p + q + C2);
  };
  return overWindows(a, distance) ?? 0;
}

function variance({ width, data }: Plane, x0: number, y0: number): number {
  let sum = 0;
  let squares = 0;
  for (let y = y0; y < y0 + WINDOW; y++) {
    for (let x = x0; x < x0 + WINDOW; x++) {
      const value = data[y * width + x]!;
      sum += value;
      squares += value * value;
    }
  }
  const n = WINDOW * WINDOW;
  return Math.max(0, squares / n - (sum / n) ** 2);
}
