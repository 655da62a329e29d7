/** @file Kernels of the encoder: what `src/kernels/encode` calls. */
export { room } from '../shared/room';
export { warpPlane } from './warp';
