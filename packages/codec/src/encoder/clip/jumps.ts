import type { Plane } from '../../picture/index.js';
import { meanDeviation } from '../../math/index.js';

/**
 * Difference of two thumbnails, as a share of their contrast, from which what a frame shows is another view. Of 17
 * training clips none has more than 0.42 (flames, foliage in a storm, clouds in time lapse); a cut has 1.5, a fast pan 1.
 */
const JUMP = 0.6;
/** Change of a place, as a share of the contrast, from which it counts as changed; and share of places that change in another view. */
const CHANGED = 0.2;
const MOST_PLACES = 0.5;

/** Share of the steps from frame to frame that show another view: cuts, fast pans, sport. Light that changes as a whole is none. */
export function shareOfJumps(thumbnails: readonly Plane[]): number {
  let jumps = 0;
  let last: Plane | undefined;
  for (const small of thumbnails) {
    if (last !== undefined && isJump(last, small)) jumps++;
    last = small;
  }
  return thumbnails.length < 2 ? 0 : jumps / (thumbnails.length - 1);
}

/** Flames before the night change as strongly as a cut does, but not everywhere. */
function isJump(before: Plane, after: Plane): boolean {
  const contrast = (meanDeviation(before.data) + meanDeviation(after.data)) / 2;
  if (contrast < 1) return false;
  const change = after.data.map((value, i) => value - before.data[i]!);
  if (meanDeviation(change) <= JUMP * contrast) return false;
  // What changes all of the picture alike is light.
  const shade = Float32Array.from(change).sort()[change.length >> 1]!;
  const changed = change.filter((value) => Math.abs(value - shade) > CHANGED * contrast);
  return changed.length >= MOST_PLACES * change.length;
}
