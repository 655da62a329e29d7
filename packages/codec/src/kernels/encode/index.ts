export { warpPlaneKernel } from './warp.js';
