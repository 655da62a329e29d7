import type { Plane } from '../../picture/index.js';
import { planeDifference } from './thumbnails.js';

const MIN_PERIOD = 8;
/** A period repeats where frames one period apart differ by at most this share of what half a period differs by. */
const REPEAT_RATIO = 0.12;
/** A clip closes on itself where its seam is at most this many times as large as its usual step. */
const SEAM_RATIO = 1.25;
const MIN_MOTION = 0.02;

/**
 * Period of a clip in frames: the shortest that repeats exactly, else the whole clip where its end runs into its
 * beginning; `undefined` where it is no loop.
 * @param small thumbnails of its frames
 */
export function loopPeriod(small: readonly Plane[]): number | undefined {
  const count = small.length;
  if (count < 2 * MIN_PERIOD) return undefined;
  const apart = (lag: number): number => {
    let sum = 0;
    for (let t = 0; t + lag < count; t++) sum += planeDifference(small[t]!, small[t + lag]!);
    return sum / (count - lag);
  };
  const step = apart(1);
  if (step < MIN_MOTION) return undefined;
  for (let period = MIN_PERIOD; period <= count / 2; period++) {
    if (apart(period) < REPEAT_RATIO * apart(period >> 1) && apart(period) < 0.5 * step) return period;
  }
  const closes = planeDifference(small[count - 1]!, small[0]!) < SEAM_RATIO * step;
  const spread = apart(count >> 1);
  // Where the whole clip hardly changes more than one step does, a close seam proves nothing.
  return closes && spread > 2 * step && secondSeam(small) < SEAM_RATIO * apart(2) ? count : undefined;
}

function secondSeam(small: readonly Plane[]): number {
  const n = small.length;
  return (planeDifference(small[n - 2]!, small[0]!) + planeDifference(small[n - 1]!, small[1]!)) / 2;
}
