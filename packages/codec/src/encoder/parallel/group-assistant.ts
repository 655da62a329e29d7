import type { Flow, MotionTokens } from '../../motion/index.js';
import type { Picture } from '../../picture/index.js';
import type { SharedGroup } from '../analysis/shared-group.js';
import type { FrameFlow } from '../analysis/frame-flow.js';
import type { TrackedFrame } from '../analysis/tracked-frames.js';
import type { PairOpinion } from '../choose/pair-opinion.js';
import type { RefinementOrder } from '../fit/refined-motion.js';
import type { RefinedModes } from '../fit/mode-refinement.js';

/** What judging a group's motion needs besides: given once, since it is asked often. Plain data. */
export interface JudgedOriginal {
  /** Flow at the pairs to be looked at. */
  readonly originals: readonly FrameFlow[];
  /** Number of frames of the group. */
  readonly frames: number;
  /** Of the stream. */
  readonly seed: number;
  /** As of `seenBy`. */
  readonly reduced: boolean;
}

/** Motion to be judged beside a key picture, made dense by the classical generator. Plain data. */
export interface MotionQuestion {
  readonly tokens: MotionTokens;
  readonly key: Picture;
}

/**
 * Takes shares of the work on one group at a time, in another thread. Answers are those that the caller would come to itself, bit for
 * bit, so the stream does not depend on how many there are. Calls are made one group after the other.
 */
export interface GroupAssistant {
  /** Hands a group over; what was known of the last one is forgotten. */
  meet(group: SharedGroup): Promise<void>;
  /** Tracks the frames before the key frame. */
  trackBefore(): Promise<TrackedFrame[]>;
  /** Flow of the original from each of these frames to the next. */
  flowsAt(frames: readonly number[]): Promise<Flow[]>;
  /** Modes that start from flows, refined against the frames. */
  refine(order: RefinementOrder): Promise<RefinedModes>;
  /** Hands over what {@link judge} compares with. */
  prepareJudging(original: JudgedOriginal): Promise<void>;
  /** What the pairs that were handed over look like. */
  judge(question: MotionQuestion): Promise<PairOpinion[]>;
}
