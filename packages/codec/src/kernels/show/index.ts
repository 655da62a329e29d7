export type { WarpPlaces } from './warp-picture.js';
export { warpChromaKernel, warpLumaKernel } from './warp-picture.js';
