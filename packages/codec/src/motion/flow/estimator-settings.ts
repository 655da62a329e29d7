import type { PatchSettings } from './patches.js';
import type { EnergySettings } from './variational.js';

/**
 * Effort of the estimator: `fast` takes about two thirds of the time of `accurate` and smooths noise less. `coarse` takes
 * two thirds of that: the full picture is not refined, so that flow is as exact as at half its size.
 */
export type FlowQuality = 'coarse' | 'fast' | 'accurate';

/** Warps per level and SOR sweeps per warp of the refinement. */
export interface Effort {
  readonly rounds: number;
  readonly sweeps: number;
}

const EFFORT: Record<FlowQuality, { readonly finest: Effort; readonly coarser: Effort }> = {
  coarse: { finest: { rounds: 0, sweeps: 0 }, coarser: { rounds: 2, sweeps: 6 } },
  fast: { finest: { rounds: 1, sweeps: 6 }, coarser: { rounds: 2, sweeps: 6 } },
  accurate: { finest: { rounds: 2, sweeps: 8 }, coarser: { rounds: 3, sweeps: 6 } },
};

/** Effort at a level of the pyramid, 0 being the finest. */
export function effortAt(level: number, quality: FlowQuality): Effort {
  return level === 0 ? EFFORT[quality].finest : EFFORT[quality].coarser;
}

/** Density and steps of the patch search. */
export const PATCHES: PatchSettings = { stride: 4, steps: 4 };

/** Weights of the energy at full size; tuned on the synthetic sequences of `bench/flow-accuracy.ts`. */
const ENERGY: EnergySettings = {
  brightness: 1,
  gradient: 0.3,
  smoothness: 200,
  noise: 2,
  flowScale: 0.02,
  residualScale: 0.05,
  edge: 30,
};

/**
 * Smoothness relative to the next finer level. A pixel of a coarser level is the mean of four, so its noise needs less
 * smoothing, and neighbours lie twice as far apart, so real changes of the flow are four times as curved.
 */
const SMOOTHNESS_FALL = 0.18;

/** Weights of the energy at a level of the pyramid, 0 being the finest. */
export function energyAt(level: number): EnergySettings {
  return { ...ENERGY, smoothness: ENERGY.smoothness * SMOOTHNESS_FALL ** level };
}
