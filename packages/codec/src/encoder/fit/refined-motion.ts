import type { Breathe } from '../../math/index.js';
import { modalBasis, timeBasis, type Flow } from '../../motion/index.js';
import type { Plane } from '../../picture/index.js';
import type { CameraMotion } from '../analysis/camera-motion.js';
import type { GroupShape } from './mode-fitter.js';
import { refineModes, type RefinedModes, type SeenFrame } from './mode-refinement.js';

/** Modes that are to be found in flows and refined against the frames. Plain data. */
export interface RefinementOrder {
  /** One flow per frame, on one grid, in pixels of the full picture. */
  readonly from: readonly Flow[];
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
  { from, key, lagrangian, confidence, camera, modes, shape, motionWeight, rounds, toPlane }: RefinementOrder,
  planes: readonly Plane[],
  breathe: Breathe,
): Promise<RefinedModes> {
  const metric = { basis: timeBasis(shape), motionWeight };
  const { maps, series } = await modalBasis(from, confidence, modes, breathe, metric);
  const start = {
    maps: [...(camera?.maps ?? []), ...maps],
    series: [...(camera?.series ?? []), ...series],
    fixed: camera?.maps.length ?? 0,
  };
  const seenAt = (t: number): SeenFrame => {
    const frame = planes[t]!;
    return lagrangian ? { target: key, source: frame } : { target: frame, source: key };
  };
  return refineModes(start, seenAt, toPlane, rounds, breathe);
}
