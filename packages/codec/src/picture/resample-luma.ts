import { createPlane, type Picture, type Plane } from './picture.js';
import { assertSide, axisTaps, halved, resampleRow, resampleSamples, type AxisTaps } from './resample.js';

/**
 * The luma of a picture at a new size: as `resamplePlane` makes it of the luma plane, to the last bit, without making that
 * first.
 * @throws InvalidOptionError if a target side is not an integer from 1 to MAX_SIDE
 */
export function resampleLuma({ width, height, y }: Picture, targetWidth: number, targetHeight: number): Plane {
  assertSide('width', targetWidth);
  assertSide('height', targetHeight);
  if (width === 2 * targetWidth && height === 2 * targetHeight) return halved({ width, height, data: y });
  const target = createPlane(targetWidth, targetHeight);
  const across = axisTaps(width, 0, width / targetWidth, targetWidth);
  const down = axisTaps(height, 0, height / targetHeight, targetHeight);
  resampleSamples(y, width, across, down, target.data, isEven(across) ? averageRow : resampleRow);
  return target;
}

/** Whether the second to the last but two of the taps of each output sample lie side by side and weigh alike. */
function isEven({ count, tapCount, indices, weights }: AxisTaps): boolean {
  if (tapCount <= 4) return false;
  for (let i = 0, tap = 0; i < count; i++, tap += tapCount) {
    for (let k = 2; k < tapCount - 2; k++)
      if (indices[tap + k] !== indices[tap + 1]! + k - 1 || weights[tap + k] !== weights[tap + 1]) return false;
  }
  return true;
}

/**
 * A row of means of bytes, where all taps but the outer ones weigh alike. The same to the last bit as a sum of products: a byte
 * times a weight in single precision, and the sum of as many as there are, are exact in double precision.
 */
function averageRow(
  source: Uint8Array,
  start: number,
  { count, tapCount, indices, weights }: AxisTaps,
  row: Float32Array,
): void {
  for (let x = 0, tap = 0; x < count; x++, tap += tapCount) {
    const first = start + indices[tap + 1]!;
    const end = first + tapCount - 3;
    let whole = 0;
    for (let at = first; at < end; at++) whole += source[at]!;
    const [late, last] = [tap + tapCount - 2, tap + tapCount - 1];
    row[x] =
      weights[tap]! * source[start + indices[tap]!]! +
      weights[tap + 1]! * whole +
      weights[late]! * source[start + indices[late]!]! +
      weights[last]! * source[start + indices[last]!]!;
  }
}
