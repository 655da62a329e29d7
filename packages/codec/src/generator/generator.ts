import type { Flow, Harmonic, MotionStatistics, TrajectoryHints } from '../motion/index.js';
import type { Picture, Plane } from '../picture/index.js';

/** What a motion generator is given, once per group of pictures. */
export interface MotionConditions {
  readonly hints: TrajectoryHints;
  /** The restored key picture: motion ends where its objects end. */
  readonly key: Picture;
  /** Seed of all noise: same stream, same motion. */
  readonly seed: number;
  /** What is to be drawn beside the hints; nothing where it is left out. */
  readonly drawing?: Drawing | undefined;
}

/** What motion a generator draws that is not sent. */
export interface Drawing {
  readonly statistics: MotionStatistics;
  /** Frame of the stream at which the group begins: drawn motion goes on from group to group. */
  readonly firstFrame: number;
  /** Period of a loop in frames, 0 where there is none. */
  readonly loopFrames: number;
}

/** A mode that the stream says nothing of: a generator draws its map and its series. */
export interface DrawnMode {
  /** Displacement where the series is 1: pixels of the picture. */
  readonly map: Flow;
  readonly series: Harmonic;
}

/** Brightness that the stream says nothing exact of: a generator draws its map and its series. */
export interface DrawnLight {
  /** Luma code values where the series is 1. */
  readonly map: Plane;
  readonly series: Harmonic;
}

/** Dense motion of a group; all maps of the hints lie on one grid that spans the picture, those of drawn modes on another, those of drawn light on a third. */
export interface DenseMotion {
  /** Mode maps in the order of the hints, then those of the camera's moves; pixels per unit of their series. */
  readonly maps: readonly Flow[];
  /** Steady velocity in pixels per frame, where the hints have one. */
  readonly velocity: Flow | undefined;
  /** Modes beside those of the hints, drawn by the stream's seed. */
  readonly drawn: readonly DrawnMode[];
  readonly drawnLight: readonly DrawnLight[];
}

/** Turns coarse trajectory hints into dense mode maps, all modes of a group at once, and may draw modes of its own. */
export interface MotionGenerator {
  /** Id of the model in the stream's header; 0 is the classical generator. */
  readonly modelId: number;
  generate(conditions: MotionConditions): Promise<DenseMotion>;
}

/** What an appearance generator is given, once per group of pictures. */
export interface AppearanceConditions {
  /** As decoded. */
  readonly key: Picture;
  /** Size of its payload in bytes: what has few of them needs more. */
  readonly bytes: number;
  /** What it was decoded from: networks may follow the quantiser that its frame header names. */
  readonly still: Uint8Array;
  readonly seed: number;
  /** How much of it stays as it was sent: 0 restores it at full strength, 1 leaves it alone. */
  readonly fidelity: number;
}

/** Restores a decoded key picture. */
export interface AppearanceGenerator {
  readonly modelId: number;
  restore(conditions: AppearanceConditions): Promise<Picture>;
}
