import { frameRateFrom, framesPerSecond, type FrameRate } from '../picture/index.js';

/** Rates that clips are made at. */
const USUAL_RATES: readonly FrameRate[] = (
  [
    [10, 1],
    [12, 1],
    [25, 2],
    [15, 1],
    [20, 1],
    [24000, 1001],
    [24, 1],
    [25, 1],
    [30000, 1001],
    [30, 1],
    [48, 1],
    [50, 1],
    [60000, 1001],
    [60, 1],
    [100, 1],
    [120, 1],
  ] as const
).map(([numerator, denominator]) => ({ numerator, denominator }));
/** Relative; 29.97 and 30 differ by a quarter of it. */
const NEAR = 0.004;
/** Times in coarse units tell a rate no better. Relative. */
const NEAR_AT_MOST = 0.02;
const FASTEST = 240;
/** Steps between pictures, as quantiles, that are tried as the step of the moving part. */
const TRIED = [0.5, 0.25, 0.1] as const;
/** Steps this near to the one that is tried are the same but for jitter. Relative. */
const JITTER = 0.25;
/** So many pictures shall be seen at the rate. */
const SHOWN = 0.9;

/**
 * The usual rate that is nearest to `fps`, if there is one.
 * @param within how far away it may be, relative; 0.4 % when left out
 */
export function usualRate(fps: number, within = NEAR): FrameRate | undefined {
  let best: FrameRate | undefined;
  let error = within;
  for (const rate of USUAL_RATES) {
    const distance = Math.abs(framesPerSecond(rate) / fps - 1);
    if (distance < error) {
      best = rate;
      error = distance;
    }
  }
  return best;
}

/**
 * A rate near `fps`: a usual one where there is one, else to a hundredth of a frame, at most 240.
 * @param within how far away a usual rate may be, relative; 0.4 % when left out
 */
export function neatRate(fps: number, within = NEAR): FrameRate {
  return usualRate(fps, within) ?? frameRateFrom(Math.min(FASTEST, Math.round(fps * 100) / 100 || 1));
}

/**
 * The rate of the part of a clip that moves. The mean rate would leave pictures out wherever one is held for long. So
 * the rate follows the usual step between pictures; where one in ten pictures would be lost at it, shorter steps are
 * tried.
 * @param times of the pictures, seconds, in order
 * @param tick unit of the times, seconds: steps that differ by one are taken for even
 * @returns undefined where there are fewer than two steps
 */
export function movingRate(times: readonly number[], tick: number): FrameRate | undefined {
  const steps: number[] = [];
  for (let i = 1; i < times.length; i++) if (times[i]! > times[i - 1]!) steps.push(times[i]! - times[i - 1]!);
  if (steps.length < 2) return undefined;
  const sorted = steps.slice().sort((a, b) => a - b);
  let rate: FrameRate | undefined;
  for (const share of TRIED) {
    const step = sorted[Math.floor(share * (sorted.length - 1))]!;
    const near = stepsNear(sorted, step, tick);
    const sum = near.reduce((total, other) => total + other, 0);
    rate = neatRate(near.length / sum, Math.min(NEAR_AT_MOST, Math.max(NEAR, tick / sum)));
    if (shownAt(times, rate) >= SHOWN * times.length) break;
  }
  return rate;
}

/** The steps that are `step` but for jitter. */
function stepsNear(steps: readonly number[], step: number, tick: number): number[] {
  const reach = Math.max(JITTER * step, 1.01 * tick);
  return steps.filter((other) => Math.abs(other - step) <= reach);
}

/** How many pictures have a frame of their own at a constant rate. */
function shownAt(times: readonly number[], rate: FrameRate): number {
  const fps = framesPerSecond(rate);
  return new Set(times.map((time) => Math.round((time - times[0]!) * fps))).size;
}
