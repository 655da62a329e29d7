/**
 * @file Optical flow by dense inverse search: Kroeger, Timofte, Dai, Van Gool, "Fast Optical Flow using Dense Inverse
 * Search" (ECCV 2016), with the parameters and the arithmetic of OpenCV's preset "fast", so that figures can be compared
 * with tools that use it. Patches of 8x8 at every fourth sample, levels from a quarter of the size up to where a quarter
 * of the longer side is one patch, variational refinement on each; the result is scaled up bilinearly.
 *
 * Written from the paper; what OpenCV does differently (see the files beside this one) was looked up in its source and
 * follows it. On pairs of real clips of 256x256 the mean distance to OpenCV 4.6 is given in docs/benchmarks.md.
 */
import type { Flow } from '../flow/flow.js';
import { InvalidOptionError } from '../../picture/index.js';
import { densify } from './densify.js';
import { disFlowByKernels } from './dis-kernel.js';
import { shrinkArea, type GreyPlane } from './grey-plane.js';
import { PATCH, resizeFlow, stillFlow } from './patch-grid.js';
import { searchPatches } from './patch-search.js';
import { refineFlow } from './refine.js';

const FINEST = 2;

/**
 * Forward flow between two grey pictures of one size: `first(x) ~ second(x + flow(x))`, one vector for each pixel, in
 * pixels. Pictures so small that a quarter of their size holds no level are searched at a larger share of it.
 * @param first samples 0 to 255, row-major
 * @throws InvalidOptionError for sides below 8 or planes of two sizes
 */
export function disFlow(first: GreyPlane, second: GreyPlane): Flow {
  assertPair(first, second);
  const { width, height } = first;
  const coarsest = coarsestLevel(width, height);
  const finest = Math.min(FINEST, coarsest);
  const from = levels(first, finest, coarsest);
  const to = levels(second, finest, coarsest);
  const data = new Float32Array(2 * width * height);
  if (disFlowByKernels(from, to, 2 ** finest, { width, height, data })) return { width, height, data };
  let flow = stillFlow(from.at(-1)!.width, from.at(-1)!.height);
  for (let level = coarsest - finest; level >= 0; level--) {
    const a = from[level]!;
    const b = to[level]!;
    if (flow.width !== a.width || flow.height !== a.height) flow = resizeFlow(flow, a.width, a.height, 2);
    flow = densify(searchPatches(a, b, flow), a, b);
    refineFlow(a, b, flow);
  }
  const { x, y } = resizeFlow(flow, width, height, 2 ** finest);
  for (let i = 0; i < x.length; i++) {
    data[2 * i] = x[i]!;
    data[2 * i + 1] = y[i]!;
  }
  return { width, height, data };
}

/** Level at which a patch is a quarter of the longer side, or the last that still holds a patch. */
function coarsestLevel(width: number, height: number): number {
  const byMotion = Math.trunc(Math.log2(Math.max(width, height) / (4 * PATCH)) + 0.5);
  const byPatch = Math.trunc(Math.log2(Math.floor(Math.min(width, height) / PATCH)));
  return Math.max(0, Math.min(byMotion, byPatch));
}

/** The picture at the finest level, and each further one at half the size of the one before. */
function levels(picture: GreyPlane, finest: number, coarsest: number): GreyPlane[] {
  const scale = 2 ** finest;
  const all = [shrinkArea(picture, Math.floor(picture.width / scale), Math.floor(picture.height / scale))];
  for (let level = finest; level < coarsest; level++) {
    const last = all.at(-1)!;
    all.push(shrinkArea(last, last.width >> 1, last.height >> 1));
  }
  return all;
}

function assertPair(first: GreyPlane, second: GreyPlane): void {
  if (Math.min(first.width, first.height) < PATCH)
    throw new InvalidOptionError(
      'the size for optical flow',
      `sides of at least ${PATCH} pixels`,
      `${first.width}x${first.height}`,
    );
  if (first.width !== second.width || first.height !== second.height) {
    throw new InvalidOptionError(
      'the size of the second picture',
      `${first.width}x${first.height}`,
      `${second.width}x${second.height}`,
    );
  }
}
