export type { StillDecoder, StillEncodeOptions, StillEncoder } from './still.js';
