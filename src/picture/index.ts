export { DynamicsError, InvalidOptionError } from './errors.js';
export type { Picture, Plane } from './picture.js';
export { MAX_SIDE, MIN_SIDE, assertPicture, chromaSide, createPicture, createPlane, lumaPlane } from './picture.js';
export type { ColourDescription } from './colour.js';
export { BT709_LIMITED, WORKING_COLOUR } from './colour.js';
export type { FrameRate } from './frame-rate.js';
export { frameRateFrom, framesPerSecond } from './frame-rate.js';
