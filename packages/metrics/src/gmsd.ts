import { standardDeviation } from 'dynamics-codec/math';
import { channelOf, halveChannel, mirror, type Channel } from './filter.js';
import { assertSameSize, type RgbPicture } from './rgb-picture.js';

const STABILITY = 170;

/**
 * Gradient magnitude similarity deviation of the grey samples at half size; 0 for identical pictures, lower is better.
 * Xue, Zhang, Mou, Bovik, "Gradient Magnitude Similarity Deviation" (IEEE TIP 2014): Prewitt gradients over 3, c = 170.
 * @throws InvalidOptionError where the sizes differ
 */
export function gmsd(original: RgbPicture, decoded: RgbPicture): number {
  assertSameSize(original, decoded);
  const { width, height } = original;
  const a = gradientMagnitude(halveChannel(channelOf(original.grey, width, height)));
  const b = gradientMagnitude(halveChannel(channelOf(decoded.grey, width, height)));
  const similarity = a.map((x, i) => (2 * x * b[i]! + STABILITY) / (x * x + b[i]! * b[i]! + STABILITY));
  return standardDeviation(similarity);
}

function gradientMagnitude({ width, height, data }: Channel): Float64Array {
  const out = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    const rows = [mirror(y - 1, height) * width, y * width, mirror(y + 1, height) * width] as const;
    for (let x = 0; x < width; x++) {
      const left = mirror(x - 1, width);
      const right = mirror(x + 1, width);
      let across = 0;
      for (const row of rows) across += data[row + left]! - data[row + right]!;
      const down = sum3(data, rows[0], left, x, right) - sum3(data, rows[2], left, x, right);
      out[y * width + x] = Math.hypot(across, down) / 3;
    }
  }
  return out;
}

function sum3(data: Float64Array, row: number, left: number, middle: number, right: number): number {
  return data[row + left]! + data[row + middle]! + data[row + right]!;
}
