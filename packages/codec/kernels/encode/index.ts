/** @file Kernels of the encoder: what `src/kernels/encode` calls. */
export { room } from '../shared/room';
export { disDensify } from './dis/densify';
export { disGradients, disPadded, disPlane, quarterBytes } from './dis/planes';
export { disRefine, disRefineRoom } from './dis/refine';
export { disResize } from './dis/resize';
export { disSearch } from './dis/search';
export { doublePlane, fieldLength, halvePlane, readFlow, writeFlow } from './field';
export { preferBetterRegions } from './regions';
export { refineField, refineRoom } from './refine';
export { searchPatches } from './patches';
export { warpPlane } from './warp';
export { gatherEvidence } from './evidence';
export { velocityProducts } from './velocity-products';
export { mapErrorBegin, mapErrorGradient, mapErrorMostGain, mapErrorTake } from './map-error';
export { addMapEquations, normalEquations } from './mode-equations';
