export { orAborted, untilAborted } from './abortable.js';
export type { MediaErrorCode } from './errors.js';
export { MediaError, throwIfAborted } from './errors.js';
export type { Orientation } from './orientation.js';
export { orientationOf, orientPicture, swapsSides } from './orientation.js';
export { atConstantRate } from './constant-rate.js';
export { movingRate, neatRate, usualRate } from './moving-rate.js';
export type { OpenVideoOptions, TimedPicture, TimedSource, VideoSource } from './source.js';
export { assumedMatrix } from './source.js';
