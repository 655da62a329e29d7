/** @file Kernels of the encoder: what `src/kernels/encode` calls. */
export { room } from '../shared/room';
export { doublePlane, fieldLength, halvePlane, readFlow, writeFlow } from './field';
export { refineField, refineRoom } from './refine';
export { warpPlane } from './warp';
export { preferBetterRegions } from './regions';
export { searchPatches } from './patches';
