/** @file A group's frames tracked against its key picture: the frames from the key frame on, and those before it, apart. */
import type { Breathe } from '../../math/index.js';
import {
  confidenceMap,
  createFlow,
  createPyramid,
  FlowEstimator,
  gridSize,
  GRID_SIDES,
  preparePyramid,
  trackFlows,
  type Flow,
  type FlowPyramid,
} from '../../motion/index.js';
import { resamplePlane, type Plane } from '../../picture/index.js';
import type { SharedGroup } from './shared-group.js';
import { splatFlow } from './forward-flow.js';
import { gatherFlow } from './gather-flow.js';
import { sampledFrames } from './sampled-frames.js';

/** Index into `GRID_SIDES` of the grid of the analysis. */
export const ANALYSIS_GRID = GRID_SIDES.indexOf(64);
/** Every how many frames the opposite flow is estimated too, to see what cannot be trusted. */
const CONFIDENCE_STRIDE = 12;

/** Motion of one frame on the grid of the analysis, in pixels of the full picture. */
export interface TrackedFrame {
  readonly index: number;
  /** Backward: frame to key picture. */
  readonly flow: Flow;
  /** Forward: key picture to frame; where it is wanted. */
  readonly forward: Flow | undefined;
  /** Forward-backward confidence per cell, 0 to 1; at some frames only. */
  readonly confidence: Float32Array | undefined;
}

/**
 * Tracks one side of a group, walking away from the key frame.
 * @param side `after` begins with the key frame itself
 * @throws what `breathe` throws
 */
export async function trackSide(
  { planes, keyFrame, picture, quality, stride, forward }: SharedGroup,
  side: 'after' | 'before',
  onFrame: () => void,
  breathe: Breathe,
): Promise<TrackedFrame[]> {
  const key = planes[keyFrame]!;
  const size = gridSize(picture.width, picture.height, ANALYSIS_GRID);
  const toPixels = picture.width / key.width;
  const reference = preparePyramid(key);
  const gauge = new ConfidenceGauge(reference, size);
  const frames = sampledFrames(planes.length, keyFrame, stride);
  const own = frames.filter((t) => (side === 'after' ? t >= keyFrame : t <= keyFrame));
  const start = side === 'after' ? 0 : own.length - 1;
  // Place of the next frame in the order of all: the key frame, those after it, those before it.
  let place = side === 'after' ? 0 : frames.length - own.length;
  const out: TrackedFrame[] = [];
  const tracked = trackFlows(reference, (index) => planes[own[index]!]!, own.length, start, { quality });
  for (const { index, backward } of tracked) {
    const t = own[index]!;
    if (side === 'after' || t < keyFrame) {
      const frame = planes[t]!;
      out.push({
        index: t,
        flow: gatherFlow(backward, size.width, size.height, toPixels),
        forward: forward ? splatFlow(backward, key, frame, size, toPixels) : undefined,
        confidence: place % CONFIDENCE_STRIDE === 1 ? gauge.measure(frame, backward) : undefined,
      });
      onFrame();
    }
    place++;
    await breathe();
  }
  return out;
}

/** Forward-backward confidence of flows to one key picture. */
class ConfidenceGauge {
  private readonly estimator: FlowEstimator;
  private readonly frame;

  constructor(
    private readonly key: FlowPyramid,
    private readonly size: { readonly width: number; readonly height: number },
  ) {
    this.estimator = new FlowEstimator(key.width, key.height, 'fast');
    this.frame = createPyramid(key.width, key.height);
  }

  measure(frame: Plane, backward: Flow): Float32Array {
    preparePyramid(frame, this.frame);
    const opposite = createFlow(backward.width, backward.height);
    for (let i = 0; i < opposite.data.length; i++) opposite.data[i] = -backward.data[i]!;
    const forward = this.estimator.estimate(this.key, this.frame, [opposite]);
    return resamplePlane(confidenceMap(backward, forward), this.size.width, this.size.height).data;
  }
}
