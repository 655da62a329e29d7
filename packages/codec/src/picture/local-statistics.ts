import { atOnce, type Steps } from '../math/index.js';

/** Samples that a step goes over: some ten milliseconds. */
const STEP_SAMPLES = 2 ** 19;

/** Does something for each of `count` lines of `length` samples, with a pause now and then. */
export function* byLines(count: number, length: number, work: (line: number) => void): Steps<void> {
  const lines = Math.max(1, Math.floor(STEP_SAMPLES / length));
  for (let line = 0; line < count; line++) {
    work(line);
    if (line % lines === lines - 1) yield;
  }
}

/** Fills samples, with a pause now and then. */
export function* bySamples(out: Uint8Array | Float32Array, value: (i: number) => number): Steps<void> {
  for (let i = 0; i < out.length; i++) {
    out[i] = value(i);
    if (i % STEP_SAMPLES === STEP_SAMPLES - 1) yield;
  }
}

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
  return atOnce(boxMeanSteps(samples, width, height, radius));
}

/** {@link boxMean} in steps. */
export function* boxMeanSteps(
  samples: Uint8Array | Float32Array,
  width: number,
  height: number,
  radius: number,
): Steps<Float32Array> {
  const across = new Float32Array(width * height);
  yield* byLines(height, width, (y) => {
    meanAlong(samples, y * width, 1, width, radius, across);
  });
  const out = new Float32Array(width * height);
  yield* byLines(width, height, (x) => {
    meanAlong(across, x, width, height, radius, out);
  });
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
  const mean = yield* boxMeanSteps(samples, width, height, radius);
  const squares = new Float32Array(width * height);
  yield* bySamples(squares, (i) => samples[i]! * samples[i]!);
  const square = yield* boxMeanSteps(squares, width, height, radius);
  yield* bySamples(square, (i) => Math.sqrt(Math.max(0, square[i]! - mean[i]! * mean[i]!)));
  return square;
}

/** Least samples in the windows of {@link boxMean}: an erosion. */
export function localLeast(samples: Float32Array, width: number, height: number, radius: number): Float32Array {
  return atOnce(leastSteps(samples, width, height, radius));
}

/** {@link localLeast} in steps. */
export function* leastSteps(samples: Float32Array, width: number, height: number, radius: number): Steps<Float32Array> {
  const across = new Float32Array(width * height);
  yield* byLines(height, width, (y) => {
    leastAlong(samples, y * width, 1, width, radius, across);
  });
  const out = new Float32Array(width * height);
  yield* byLines(width, height, (x) => {
    leastAlong(across, x, width, height, radius, out);
  });
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
