import type { Breathe } from '../../math/index.js';
import { modalBasis, timeBasis, type Flow } from '../../motion/index.js';
import type { Plane } from '../../picture/index.js';
import type { CameraMotion } from '../analysis/camera-motion.js';
import { overAllFrames } from '../analysis/sampled-frames.js';
import type { GroupShape } from './mode-fitter.js';
import { refineModes, type RefinedModes, type SeenFrame } from './mode-refinement.js';

/** Modes that are to be found in flows and refined against the frames. Plain data. */
export interface RefinementOrder {
  /** Flows on one grid, in pixels of the full picture. */
  readonly from: readonly Flow[];
  /** Frame of each, as of `sampledFrames`. */
  readonly frames: readonly number[];
  /** Number of frames of the group, or of one period of a loop. */
  readonly count: number;
  /** What frames are compared with: the key picture at the resolution of the analysis. */
  readonly key: Plane;
  /** Whether modes are fixed to the key picture: it is then what frames are warped to. */
  readonly lagrangian: boolean;
  /** Trust in each cell, 0 to 1. */
  readonly confidence: Float32Array;
  readonly camera: CameraMotion | undefined;
  /** Most modes beside the camera's. */
  readonly modes: number;
  readonly shape: GroupShape;
  /** What an error of displacement per frame counts against one of displacement. */
  readonly motionWeight: number;
  readonly rounds: number;
  /** Pixels of the planes per pixel of the full picture. */
  readonly toPlane: number;
}

/**
 * Carries an order out.
 * @param planes luma of all frames at the resolution of the analysis
 * @throws what `breathe` throws
 */
export async function refinedMotion(
  { from, frames, count, key, lagrangian, confidence, camera, modes, shape, ...order }: RefinementOrder,
  planes: readonly Plane[],
  breathe: Breathe,
): Promise<RefinedModes> {
  const stride = frames.length > 1 ? frames[1]! - frames[0]! : 1;
  const metric = { basis: timeBasis(shape), motionWeight: order.motionWeight / stride ** 2 };
  const { maps, series } = await modalBasis(from, confidence, modes, breathe, metric);
  const start = {
    maps: [...(camera?.maps ?? []), ...maps],
    series: [...(camera?.series ?? []), ...series],
    fixed: camera?.maps.length ?? 0,
  };
  const seenAt = (i: number): SeenFrame => {
    const frame = planes[frames[i]!]!;
    return lagrangian ? { target: key, source: frame } : { target: frame, source: key };
  };
  const { modes: refined, evidence } = await refineModes(start, seenAt, order.toPlane, order.rounds, breathe);
  const whole = refined.series.map((values) => overAllFrames(values, frames, count));
  return { modes: { ...refined, series: whole }, evidence, frames: frames.slice(0, from.length) };
}
