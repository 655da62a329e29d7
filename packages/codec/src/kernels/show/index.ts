export type { Band, WarpPlaces } from './warp-picture.js';
export { warpChromaKernel, warpLumaKernel } from './warp-picture.js';
export { combineModesKernel } from './combine-modes.js';
export { mixLumaKernel, type LumaMix } from './mix-luma.js';
export { walkKernel } from './streamlines.js';
export { composeWith, composingKernels } from './composing.js';
