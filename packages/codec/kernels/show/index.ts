/** @file Kernels of what is shown: what `src/kernels/show` calls. Players contain them. */
export { room } from '../shared/room';
export { warpLuma, warpChroma } from './warp-picture';
export { combineModes } from './combine-modes';
export { mixLuma } from './mix-luma';
export { walkFrame } from './streamlines';
