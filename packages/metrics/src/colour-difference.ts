import { converter, differenceCiede2000 } from 'culori';
import { assertSameSize, type RgbPicture } from './rgb-picture.js';

/** How far the colours of a picture are from those of its original, in units of CIEDE2000: 1 is hardly seen side by side. */
export interface ColourDifference {
  readonly mean: number;
  /** Exceeded by one sample in twenty. */
  readonly p95: number;
  /** Mean over squares of 4x4 samples, each of its mean RGB: what texture does to single samples does not count. */
  readonly coarse: number;
}

const SQUARE = 4;
const LARGE_SHARE = 0.95;

const toLab = converter('lab65');
const ciede2000 = differenceCiede2000();

/**
 * CIEDE2000 of two pictures (CIE 142-2001; Sharma, Wu, Dalal, Color Research and Application 30(1), 2005), samples taken
 * as sRGB under D65.
 * @throws InvalidOptionError for pictures of two sizes
 */
export function colourDifference(original: RgbPicture, decoded: RgbPicture): ColourDifference {
  assertSameSize(original, decoded);
  const fine = differences(original, decoded).sort();
  return {
    mean: mean(fine),
    p95: fine[Math.min(Math.floor(LARGE_SHARE * fine.length), fine.length - 1)]!,
    coarse: mean(differences(squareMeans(original), squareMeans(decoded))),
  };
}

/** RGB, interleaved, 0 to 255. */
interface Samples {
  readonly rgb: ArrayLike<number>;
}

function differences({ rgb: a }: Samples, { rgb: b }: Samples): Float32Array {
  const out = new Float32Array(a.length / 3);
  for (let i = 0; i < out.length; i++) out[i] = ciede2000(labAt(a, 3 * i), labAt(b, 3 * i));
  return out;
}

function labAt(rgb: ArrayLike<number>, at: number) {
  return toLab({ mode: 'rgb', r: rgb[at]! / 255, g: rgb[at + 1]! / 255, b: rgb[at + 2]! / 255 });
}

/** Means over whole squares; a picture smaller than one is a square of its own. */
function squareMeans({ width, height, rgb }: RgbPicture): Samples {
  const across = Math.max(Math.floor(width / SQUARE), 1);
  const down = Math.max(Math.floor(height / SQUARE), 1);
  const columns = Math.min(SQUARE, width);
  const rows = Math.min(SQUARE, height);
  const out = new Float32Array(3 * across * down);
  for (let i = 0; i < out.length; i++) {
    const left = columns * (Math.floor(i / 3) % across);
    const top = rows * Math.floor(i / 3 / across);
    for (let y = top; y < top + rows; y++) {
      for (let x = left; x < left + columns; x++) out[i]! += rgb[3 * (y * width + x) + (i % 3)]! / (rows * columns);
    }
  }
  return { rgb: out };
}

function mean(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
