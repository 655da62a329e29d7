/**
 * @file How unlike the textures of two pictures are: the contrast term of SSIM (Wang et al. 2004), without its
 * correlation. Leaves that have moved by a pixel look like leaves; where a stalk has swung away, or foliage is blurred, the
 * contrast is another. Over key pictures and frames rendered from training clips this follows LPIPS where the correlation
 * does not (docs/decisions/0043).
 */
import { resamplePlane, type Plane } from '../../picture/index.js';

const WINDOW = 8;
const STRIDE = 4;
const SCALES = 3;
const C2 = 58.5225;

/** Mean over three octaves of 1 - (2 sa sb + c) / (sa^2 + sb^2 + c), with standard deviations in windows of 8x8. 0 for equal planes. */
export function textureDistance(a: Plane, b: Plane): number {
  let sum = 0;
  let [x, y] = [a, b];
  for (let scale = 0; scale < SCALES; scale++) {
    sum += contrastDistance(x, y);
    if (Math.min(x.width, x.height) < 4 * WINDOW) return sum / (scale + 1);
    x = resamplePlane(x, x.width >> 1, x.height >> 1);
    y = resamplePlane(y, y.width >> 1, y.height >> 1);
  }
  return sum / SCALES;
}

function contrastDistance(a: Plane, b: Plane): number {
  let sum = 0;
  let count = 0;
  for (let y = 0; y + WINDOW <= a.height; y += STRIDE) {
    for (let x = 0; x + WINDOW <= a.width; x += STRIDE) {
      const [p, q] = [variance(a, x, y), variance(b, x, y)];
      sum += 1 - (2 * Math.sqrt(p * q) + C2) / (p + q + C2);
      count++;
    }
  }
  return count === 0 ? 0 : sum / count;
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
