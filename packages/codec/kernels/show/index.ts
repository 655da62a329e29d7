/** @file Kernels of what is shown: what `src/kernels/show` calls. Players contain them. */
export { room } from '../shared/room';
export { warpLuma, warpChroma } from './warp-picture';
