import type { RateDifference } from '@dynamics-codec/metrics';
import type { Median } from './median.js';

/** Figures at one rate; undefined where a codec has no encodes around it. */
export interface GoalAtRate {
  readonly kbps: number;
  readonly tof?: number;
  readonly rivalTof?: number;
  /** `tof` over `rivalTof`; below 1 is better than the rival. */
  readonly ratio?: number;
  readonly flicker?: number;
  /** Frechet distance of feature changes. */
  readonly frechet?: number;
  readonly rivalFrechet?: number;
  /** Temporal power, decoded over original. */
  readonly energy?: number;
  readonly rivalEnergy?: number;
}

/** A clip against the goals. */
export interface ClipGoals {
  readonly clip: string;
  readonly category: string;
  /** BD-rate by LPIPS, the rival at the better of its settings at every quality. */
  readonly lpips: RateDifference;
  /** tOF of a picture that stands still. */
  readonly tofFrozen: number;
  readonly atRates: readonly GoalAtRate[];
  /** Rates of this codec's encodes, kilobits per second, whose tOF is above that of a picture that stands still. */
  readonly worseThanFrozen: readonly number[];
}

/** All clips against the goals. */
export interface Goals {
  readonly ours: string;
  readonly rival: string;
  readonly clips: readonly ClipGoals[];
  /** Median BD-rate by LPIPS in percent; clips without a common quality count as best or worst. */
  readonly lpips: Median;
  readonly lpipsWorse: readonly string[];
  readonly atRates: readonly {
    readonly kbps: number;
    /** Median of the ratio over the clips that have one. */
    readonly ratio: Median;
    readonly compared: number;
    /** Median motion energy. */
    readonly flicker: Median;
    /** Clips whose motion energy is outside `FLICKER_RANGE`. */
    readonly flickerOutside: readonly string[];
    /** Median ratio of Frechet distances to the rival's, and over how many clips. */
    readonly frechetRatio: Median;
    readonly frechetCompared: number;
    /** Clips whose Frechet distance is above `GOAL.frechet`. */
    readonly frechetAbove: readonly string[];
    readonly energy: Median;
    /** Clips whose energy is below `GOAL.leastEnergy` where the rival's is not. */
    readonly energyBelow: readonly string[];
  }[];
  /** Clips with an encode whose tOF is above that of a picture that stands still. */
  readonly worseThanFrozen: readonly string[];
}
