export type { MediaErrorCode } from './errors.js';
export { MediaError } from './errors.js';
export type { OpenVideoOptions, VideoSource } from './source.js';
export { openVideo } from './open.js';
