/**
 * @file Flow between a key picture and every frame of its group. Frames are visited outwards from the key picture, so
 * each starts from its neighbour's flow and from that flow's extrapolation; the coarse-to-fine start and standing still
 * compete with both in every patch, so an error lasts one frame and not the rest of the group.
 */
import { InvalidOptionError, type Plane } from '../../picture/index.js';
import { FlowEstimator } from './estimator.js';
import type { FlowQuality } from './estimator-settings.js';
import { createFlow, type Flow } from './flow.js';
import { asPyramid } from './optical-flow.js';
import { createPyramid, preparePyramid, type FlowPyramid } from './pyramid.js';

/** Options of {@link trackFlows}. */
export interface TrackOptions {
  /** `accurate` where left out. */
  readonly quality?: FlowQuality;
  /** Also estimate the flow the other way (`key(x) ~ frame(x + forward(x))`); about twice the work. */
  readonly forward?: boolean;
}

/** The flow of one frame, as {@link trackFlows} yields it. */
export interface TrackedFlow {
  /** Index of the frame. */
  readonly index: number;
  /** Backward flow: `frame(x) ~ key(x + backward(x))`. */
  readonly backward: Flow;
  /** Where asked for: `key(x) ~ frame(x + forward(x))`. */
  readonly forward: Flow | undefined;
}

/**
 * Flow between the key picture and each frame, one at a time: first the key frame's own (zero), then the frames after
 * it in order, then those before it, walking away from it.
 *
 * @param key the key picture's plane or its pyramid, samples 0 to 255
 * @param frames planes of the group's frames, or a function that gives the plane of frame `index` when it is needed
 * @param count number of frames
 * @param keyIndex index of the frame that the key picture shows
 * @throws InvalidOptionError where sizes differ or `keyIndex` is not a frame
 */
export function* trackFlows(
  key: Plane | FlowPyramid,
  frames: readonly Plane[] | ((index: number) => Plane),
  count: number,
  keyIndex: number,
  options: TrackOptions = {},
): Generator<TrackedFlow, void, undefined> {
  if (!Number.isInteger(count) || count < 1) throw new InvalidOptionError('count', 'an integer of at least 1', count);
  if (!Number.isInteger(keyIndex) || keyIndex < 0 || keyIndex >= count) {
    throw new InvalidOptionError('keyIndex', `an integer from 0 to ${count - 1}`, keyIndex);
  }
  const { width, height } = key;
  const frameAt = typeof frames === 'function' ? frames : (index: number): Plane => requireFrame(frames, index);
  const reference = asPyramid(key);
  const target = createPyramid(width, height);
  const estimator = new FlowEstimator(width, height, options.quality);
  const zero = (): Flow => createFlow(width, height);
  yield { index: keyIndex, backward: zero(), forward: options.forward ? zero() : undefined };
  for (const direction of [1, -1]) {
    const backward = new History(width, height);
    const forward = new History(width, height);
    for (let index = keyIndex + direction; index >= 0 && index < count; index += direction) {
      preparePyramid(frameAt(index), target);
      yield {
        index,
        backward: backward.push(estimator.estimate(target, reference, backward.hints())),
        forward: options.forward ? forward.push(estimator.estimate(reference, target, forward.hints())) : undefined,
      };
    }
  }
}

function requireFrame(frames: readonly Plane[], index: number): Plane {
  const frame = frames[index];
  if (!frame) throw new InvalidOptionError('count', `at most ${frames.length} (the number of frames)`, index + 1);
  return frame;
}

/** The flow of the previous frame and its linear extrapolation. Copies, so that callers may change what they receive. */
class History {
  readonly #last: Flow;
  readonly #extrapolated: Flow;
  #length = 0;

  constructor(width: number, height: number) {
    this.#last = createFlow(width, height);
    this.#extrapolated = createFlow(width, height);
  }

  hints(): Flow[] {
    return this.#length === 0 ? [] : [this.#extrapolated, this.#last];
  }

  push(flow: Flow): Flow {
    const last = this.#last.data;
    const next = this.#extrapolated.data;
    for (let i = 0; i < last.length; i++) next[i] = 2 * flow.data[i]! - last[i]!;
    last.set(flow.data);
    this.#length++;
    return flow;
  }
}
