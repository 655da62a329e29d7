/**
 * @file Whether a clip repeats itself: how alike frames of some distance are, at the distance at which they are most so. A
 * decoder that carries or draws texture of one picture may show the same frames again and again, which viewers see at once.
 * No other figure shows it: each single change may be right.
 */
import type { GreyPlane } from 'dynamics-codec/motion';
import { mean, median } from 'dynamics-codec/math';
import { InvalidOptionError } from 'dynamics-codec/picture';
import { GaussianBlur } from './gaussian-blur.js';

/** Where a clip repeats itself most. */
export interface Repetition {
  /** Correlation of what two frames of that distance have beyond the mean of all frames, median over the clip: 1 is the same. */
  readonly likeness: number;
  /** The distance in frames. */
  readonly frames: number;
}

/** Standard deviations in pixels of the blurs whose difference is looked at: neither noise nor slow slopes. */
const BAND = [1, 6] as const;
/** Least distance: what is nearer is alike since motion is smooth. */
const NEAREST = 20;
/** Least number of pairs of frames of a distance. */
const LEAST_PAIRS = 8;

/**
 * The distance at which the frames of a clip are most alike.
 * @param frames in display order, of one size, at least 28
 * @throws InvalidOptionError where there are fewer
 */
export function repetition(frames: readonly GreyPlane[]): Repetition {
  if (frames.length < NEAREST + LEAST_PAIRS)
    throw new InvalidOptionError('the number of frames', `at least ${NEAREST + LEAST_PAIRS}`, frames.length);
  const { width, height } = frames[0]!;
  const [fine, coarse] = BAND.map((sigma) => new GaussianBlur(width, height, sigma)) as [GaussianBlur, GaussianBlur];
  const changes = withoutMean(frames.map((frame) => difference(fine.of(frame), coarse.of(frame))));
  const powers = changes.map((change) => product(change, change));
  let best: Repetition = { likeness: -Infinity, frames: 0 };
  for (let apart = NEAREST; apart <= changes.length - LEAST_PAIRS; apart++) {
    const alike = changes.slice(apart).map((later, t) => {
      const power = Math.sqrt(powers[t]! * powers[t + apart]!);
      return power === 0 ? 1 : product(changes[t]!, later) / power;
    });
    const likeness = median(alike);
    if (likeness > best.likeness) best = { likeness, frames: apart };
  }
  return best;
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - b[i]!);
}

function withoutMean(planes: readonly Float64Array[]): Float64Array[] {
  const middle = planes[0]!.map((_, i) => mean(planes.map((plane) => plane[i]!)));
  return planes.map((plane) => difference(plane, middle));
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
