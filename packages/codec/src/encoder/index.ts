export type { Encoded, EncodeOptions, EncodeProgress, EncodeReport, FrameSource, RateTarget } from './api.js';
export { DEFAULT_GROUP_LIMIT, encode } from './encode.js';
export type { EncoderPlan, EncoderTool, Preset } from './encoder-plan.js';
export { ENCODER_TOOLS, encoderPlan, PRESETS } from './encoder-plan.js';
export { EmptyClipError } from './errors.js';
