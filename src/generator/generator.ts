import type { Flow, TrajectoryHints } from '../motion/index.js';
import type { Picture } from '../picture/index.js';

/** What a motion generator is given, once per group of pictures. */
export interface MotionConditions {
  readonly hints: TrajectoryHints;
  /** The restored key picture: motion ends where its objects end. */
  readonly key: Picture;
  /** Seed of all noise: same stream, same motion. */
  readonly seed: number;
}

/** Turns coarse trajectory hints into dense mode maps, all modes of a group at once. */
export interface MotionGenerator {
  /** Id of the model in the stream's header; 0 is the classical generator. */
  readonly modelId: number;
  /** Dense mode maps, in the order of the hints, all on one grid that spans the picture. */
  generate(conditions: MotionConditions): Promise<Flow[]>;
}

/** What an appearance generator is given, once per group of pictures. */
export interface AppearanceConditions {
  readonly key: Picture;
  readonly seed: number;
  /** 0 leaves the key picture alone, 1 is full strength. */
  readonly strength: number;
}

/** Restores a decoded key picture. */
export interface AppearanceGenerator {
  readonly modelId: number;
  restore(conditions: AppearanceConditions): Promise<Picture>;
}
