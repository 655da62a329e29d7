import { nearestOf, standardDeviation, type Breathe } from '../../math/index.js';
import { FlowEstimator, createPyramid, preparePyramid, warpPlane } from '../../motion/index.js';
import { lumaPlane, resamplePlane, type Picture, type Plane } from '../../picture/index.js';
import { planeDifference } from './thumbnails.js';

const CANDIDATES = [0.5, 0.1, 0.3, 0.7, 0.9];
const PROBES = 6;
const PROBE_SIDE = 128;
/** A candidate must beat the middle of the group by this share: frames near the middle have the shortest motions. */
const MARGIN = 0.03;
/** Share of the best candidate's contrast that a candidate has at least: of a picture that is faded out, nothing can be rebuilt. */
const LEAST_CONTRAST = 0.7;

/**
 * The frame of a group that makes the best key picture: of a few candidates, the one from which warping rebuilds
 * frames throughout the group with the least error.
 * @param frames pictures, or their luma
 * @param usable which frames may be taken; all of them where none is said to be, or it is left out
 * @throws what `breathe` throws
 */
export async function chooseKeyFrame(
  frames: readonly (Picture | Plane)[],
  breathe: Breathe,
  usable: readonly boolean[] = [],
): Promise<number> {
  const from = [...frames.keys()].filter((index) => usable[index] === true);
  const near = (index: number): number => (from.length === 0 ? index : nearestOf(from, index));
  if (frames.length < 3) return near(0);
  const planes = new Map<number, Plane>();
  const plane = (index: number): Plane => {
    const known = planes.get(index) ?? probePlane(frames[index]!);
    planes.set(index, known);
    return known;
  };
  const first = plane(0);
  const estimator = new FlowEstimator(first.width, first.height, 'fast');
  const reference = createPyramid(first.width, first.height);
  const target = createPyramid(first.width, first.height);
  let best = 0;
  let bestError = Infinity;
  const candidates = CANDIDATES.map((share) => near(Math.min(frames.length - 1, Math.floor(frames.length * share))));
  const contrasts = candidates.map((candidate) => standardDeviation(plane(candidate).data));
  const least = LEAST_CONTRAST * Math.max(...contrasts);
  for (const [rank, candidate] of candidates.entries()) {
    if (contrasts[rank]! < least) continue;
    preparePyramid(plane(candidate), reference);
    let error = 0;
    for (let i = 0; i < PROBES; i++) {
      const index = Math.round(((i + 0.5) / PROBES) * (frames.length - 1));
      await breathe();
      preparePyramid(plane(index), target);
      const flow = estimator.estimate(target, reference);
      error += planeDifference(warpPlane(plane(candidate), flow), plane(index));
    }
    if (error < bestError * (rank === 0 ? 1 : 1 - MARGIN)) {
      bestError = error;
      best = candidate;
    }
  }
  return best;
}

function probePlane(frame: Picture | Plane): Plane {
  const luma = 'data' in frame ? frame : lumaPlane(frame);
  const scale = Math.min(1, PROBE_SIDE / Math.max(luma.width, luma.height));
  return resamplePlane(luma, Math.max(8, Math.round(luma.width * scale)), Math.max(8, Math.round(luma.height * scale)));
}
