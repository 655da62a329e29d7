/**
 * @file Kernels of what leads to pixels, for whoever draws them here. A player that draws on a GPU composes flows as well, but
 * is lighter without kernels; it never asks for these.
 */
import type { combineModesKernel } from './combine-modes.js';
import type { walkKernel } from './streamlines.js';

/** Kernels that return whether they did the work. */
export interface ComposingKernels {
  readonly combineModes: typeof combineModesKernel;
  readonly walk: typeof walkKernel;
}

let present: ComposingKernels | undefined;

/** The kernels, where something here draws pixels. */
export function composingKernels(): ComposingKernels | undefined {
  return present;
}

/** Makes kernels known, as what draws pixels does. */
export function composeWith(kernels: ComposingKernels): void {
  present = kernels;
}
