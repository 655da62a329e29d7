export type {
  DecodeOptions,
  Encoded,
  EncodeOptions,
  EncodeProgress,
  EncodeReport,
  FrameSource,
  GroupInfo,
  RateTarget,
  StreamInfo,
} from './api.js';
export type { HeaderInfo } from './decoder.js';
export { Decoder } from './decoder.js';
export { DEFAULT_GROUP_LIMIT, encode } from './encode.js';
export type { EncoderTool, Preset } from './encoder-plan.js';
export { ENCODER_TOOLS, PRESETS } from './encoder-plan.js';
export { EmptyClipError } from './errors.js';
export type { GeneratorChoice, NetworkRuntime } from '../generator/index.js';
export { ModelError } from '../generator/index.js';
export { readStreamInfo } from './stream-info.js';
export type { ColourDescription, FrameRate, Picture } from '../picture/index.js';
export { DynamicsError, InvalidOptionError, frameRateFrom, framesPerSecond } from '../picture/index.js';
export { CorruptStreamError, NotAStreamError, StreamError, TruncatedStreamError, UnsupportedStreamError } from '../bitstream/index.js';
