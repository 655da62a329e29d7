export { assertName, assertShape, assertSignal } from './assert-shape.js';
export { DynamicsError, InvalidOptionError } from './errors.js';
export type { Cover, Picture, Plane } from './picture.js';
export { MAX_SIDE, MIN_SIDE, assertPicture, chromaSide, createPicture, createPlane, lumaPlane } from './picture.js';
export type { ColourDescription } from './colour.js';
export { assertColour, BT709_LIMITED, MATRICES, WORKING_COLOUR } from './colour.js';
export type { FrameRate } from './frame-rate.js';
export { frameRateFrom, framesPerSecond } from './frame-rate.js';
export type { MatrixChange, SampleScale } from './matrix.js';
export { LUMA_WEIGHTS, matrixChange, sampleScale } from './matrix.js';
export type { ChromaSite, Samples, YuvPlanes } from './convert.js';
export { pictureFromYuv, pictureToYuv } from './convert.js';
export { pictureFromRgb, pictureToRgb } from './convert-rgb.js';
export { laidOverBlack } from './straight-alpha.js';
export { flattened, isClear, onMatte, withAlpha, withoutCover } from './cover.js';
export type { BilinearPlaces } from './bilinear-places.js';
export { bilinearPlaces } from './bilinear-places.js';
export type { Window } from './resample.js';
export { boxMean, localDeviation } from './local-statistics.js';
export { centredWindow, fitPicture, resamplePicture, resamplePlane } from './resample.js';
export { resampleLuma } from './resample-luma.js';
export type { GrainAmount } from './texture-grain.js';
export {
  NO_GRAIN,
  addGrain,
  grainSteps,
  measuringSteps,
  grainAmount,
  grainCode,
  measureGrain,
} from './texture-grain.js';
