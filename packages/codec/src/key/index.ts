export type { StillDecoder, StillEncodeOptions, StillEncoder } from './still.js';
export { CorruptStillError, UnsupportedStillError } from './errors.js';
export { rebuildObus, stripAvif, stripObus } from './payload.js';
export { frameQuantiser } from './frame-quantiser.js';
export { buildAvif } from './avif.js';
export type { GrainedStill } from './grain-byte.js';
export { joinGrain, splitGrain } from './grain-byte.js';
export { rgbForAveragingEncoder } from './averaging-rgb.js';
