import type { Plane } from '../../picture/index.js';
import { mean } from '../../math/index.js';

/**
 * Difference of two thumbnails, as a share of their contrast, from which what a frame shows is another view. Of 17
 * training clips none has more than 0.42 (flames, foliage in a storm, clouds in time lapse); a cut has 1.5, a fast pan 1.
 */
const JUMP = 0.6;

/** Share of the steps from frame to frame that show another view: cuts, fast pans, sport. Light that changes as a whole is none. */
export function shareOfJumps(thumbnails: readonly Plane[]): number {
  let jumps = 0;
  let last: Plane | undefined;
  for (const small of thumbnails) {
    if (last !== undefined && jumpOf(last, small) > JUMP) jumps++;
    last = small;
  }
  return thumbnails.length < 2 ? 0 : jumps / (thumbnails.length - 1);
}

function jumpOf(before: Plane, after: Plane): number {
  const contrast = (deviation(before.data) + deviation(after.data)) / 2;
  const change = after.data.map((value, i) => value - before.data[i]!);
  return contrast < 1 ? 0 : deviation(change) / contrast;
}

/** Mean distance from the mean. */
function deviation(values: Float32Array): number {
  const middle = mean(values);
  return mean(values.map((value) => Math.abs(value - middle)));
}
