/**
 * @file How unlike the textures of two pictures are: the contrast term of SSIM (Wang et al. 2004), without its
 * correlation. Leaves that have moved by a pixel look like leaves; where a stalk has swung away, or foliage is blurred, the
 * contrast is another. Over key pictures and frames rendered from training clips this follows LPIPS where the correlation
 * does not (docs/decisions/0043).
 */
import type { Plane } from '../../picture/index.js';
import { octavesOf, STRIDE } from './octaves.js';

const C2 = 58.5225;

/** Variances of a plane in its windows, row by row, for each octave. */
export type Texture = readonly Float64Array[];

/** Mean over three octaves of 1 - (2 sa sb + c) / (sa^2 + sb^2 + c), with standard deviations in windows of 8x8. 0 for equal planes. */
export function textureDistance(a: Plane, b: Plane): number {
  return distanceOfTextures(textureOf(a), textureOf(b));
}

/** The texture of a plane, as {@link distanceOfTextures} compares it. */
export function textureOf(plane: Plane): Texture {
  return octavesOf(plane).map(variances);
}

/** As {@link textureDistance}, of planes of equal size. */
export function distanceOfTextures(a: Texture, b: Texture): number {
  let sum = 0;
  for (const [octave, own] of a.entries()) sum += contrastDistance(own, b[octave]!);
  return sum / a.length;
}

function contrastDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const p = a[i]!;
    const q = b[i]!;
    sum += 1 - (2 * Math.sqrt(p * q) + C2) / (p + q + C2);
  }
  return a.length === 0 ? 0 : sum / a.length;
}

/** Variances in all windows. A window is four blocks as wide as windows are apart, so each block is summed up once. */
function variances({ width, height, data }: Plane): Float64Array {
  const columns = Math.floor(width / STRIDE);
  const rows = Math.floor(height / STRIDE);
  const out = new Float64Array(Math.max(columns - 1, 0) * Math.max(rows - 1, 0));
  let [above, aboveSquares] = [new Float64Array(columns), new Float64Array(columns)];
  let [sums, squares] = [new Float64Array(columns), new Float64Array(columns)];
  let to = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let sum = 0;
      let square = 0;
      for (let y = 0, at = row * STRIDE * width + column * STRIDE; y < STRIDE; y++, at += width) {
        for (let x = at; x < at + STRIDE; x++) {
          const value = data[x]!;
          sum += value;
          square += value * value;
        }
      }
      sums[column] = sum;
      squares[column] = square;
    }
    for (let column = 1; row > 0 && column < columns; column++) {
      const n = 4 * STRIDE * STRIDE;
      const mean = (above[column - 1]! + above[column]! + sums[column - 1]! + sums[column]!) / n;
      const square = aboveSquares[column - 1]! + aboveSquares[column]! + squares[column - 1]! + squares[column]!;
      out[to++] = Math.max(0, square / n - mean * mean);
    }
    [above, sums] = [sums, above];
    [aboveSquares, squares] = [squares, aboveSquares];
  }
  return out;
}
