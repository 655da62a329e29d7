import { atOnce, type Steps } from '../math/index.js';

/**
 * Means over square windows of `2 * radius + 1` samples a side, cut off at the borders; planes are row-major.
 * @param samples `width * height`
 */
export function boxMean(
  samples: Uint8Array | Float32Array,
  width: number,
  height: number,
  radius: number,
): Float32Array {
  const across = new Float32Array(width * height);
  for (let y = 0; y < height; y++) meanAlong(samples, y * width, 1, width, radius, across);
  const out = new Float32Array(width * height);
  for (let x = 0; x < width; x++) meanAlong(across, x, width, height, radius, out);
  return out;
}

/** Standard deviations in the windows of {@link boxMean}. */
export function localDeviation(
  samples: Uint8Array | Float32Array,
  width: number,
  height: number,
  radius: number,
): Float32Array {
  return atOnce(deviationSteps(samples, width, height, radius));
}

/** {@link localDeviation} in steps. */
export function* deviationSteps(
  samples: Uint8Array | Float32Array,
  width: number,
  height: number,
  radius: number,
): Steps<Float32Array> {
  const mean = boxMean(samples, width, height, radius);
  yield;
  const squares = Float32Array.from(samples, (value) => value * value);
  yield;
  const square = boxMean(squares, width, height, radius);
  yield;
  return square.map((value, i) => Math.sqrt(Math.max(0, value - mean[i]! * mean[i]!)));
}

/** Least samples in the windows of {@link boxMean}: an erosion. */
export function localLeast(samples: Float32Array, width: number, height: number, radius: number): Float32Array {
  const across = new Float32Array(width * height);
  for (let y = 0; y < height; y++) leastAlong(samples, y * width, 1, width, radius, across);
  const out = new Float32Array(width * height);
  for (let x = 0; x < width; x++) leastAlong(across, x, width, height, radius, out);
  return out;
}

function meanAlong(
  from: Uint8Array | Float32Array,
  start: number,
  step: number,
  count: number,
  radius: number,
  to: Float32Array,
): void {
  let sum = 0;
  for (let i = 0; i < Math.min(radius, count); i++) sum += from[start + i * step]!;
  for (let i = 0; i < count; i++) {
    if (i + radius < count) sum += from[start + (i + radius) * step]!;
    if (i > radius) sum -= from[start + (i - radius - 1) * step]!;
    to[start + i * step] = sum / (Math.min(i + radius, count - 1) - Math.max(i - radius, 0) + 1);
  }
}

function leastAlong(
  from: Float32Array,
  start: number,
  step: number,
  count: number,
  radius: number,
  to: Float32Array,
): void {
  for (let i = 0; i < count; i++) {
    let least = Infinity;
    for (let j = Math.max(0, i - radius); j <= Math.min(count - 1, i + radius); j++)
      least = Math.min(least, from[start + j * step]!);
    to[start + i * step] = least;
  }
}
