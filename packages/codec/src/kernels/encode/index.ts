export { LANES } from '../kernel-module.js';
export type { Arena } from '../arena.js';
export { ENCODE, type EncodeKernels } from './module.js';
export { quarterKernel } from './quarter.js';
export { warpPlaneKernel } from './warp.js';
export { gatherEvidenceKernel, type EvidencePlaces } from './evidence.js';
export { velocityProductsKernel } from './velocity-products.js';
export { withMapErrorKernel, type ErrorPlanes, type MapErrorKernel } from './map-error.js';
export { mapEquationsKernel, normalEquationsKernel, type PairedEvidence } from './mode-equations.js';
