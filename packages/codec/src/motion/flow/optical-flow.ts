import type { Plane } from '../../picture/index.js';
import { FlowEstimator } from './estimator.js';
import type { FlowQuality } from './estimator-settings.js';
import type { Flow } from './flow.js';
import { preparePyramid, type FlowPyramid } from './pyramid.js';

/** Options of {@link opticalFlow}. */
export interface OpticalFlowOptions {
  /** A guess, for instance the flow of a neighbouring frame; used region by region where it fits. */
  readonly initial?: Flow;
  /** `accurate` where left out. */
  readonly quality?: FlowQuality;
  /** Working memory to use again; it decides the quality. */
  readonly estimator?: FlowEstimator;
}

/**
 * Dense backward flow between two planes of equal size (samples 0 to 255), at least 8x8 pixels:
 * `target(x) ~ reference(x + flow(x))`. For the codec, `target` is frame t and `reference` the key picture.
 *
 * A plane that takes part in several calls can be given prepared (see {@link preparePyramid}).
 * @throws InvalidOptionError where sizes differ or are too small
 */
export function opticalFlow(
  target: Plane | FlowPyramid,
  reference: Plane | FlowPyramid,
  options: OpticalFlowOptions = {},
): Flow {
  const estimator = options.estimator ?? new FlowEstimator(target.width, target.height, options.quality);
  return estimator.estimate(asPyramid(target), asPyramid(reference), options.initial ? [options.initial] : []);
}

/** The pyramid of a plane, or the pyramid itself where it is one. */
export function asPyramid(picture: Plane | FlowPyramid): FlowPyramid {
  return 'levels' in picture ? picture : preparePyramid(picture);
}
