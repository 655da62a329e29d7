export type {
  Animated,
  AnimateOptions,
  Encoded,
  EncodeOptions,
  EncodeProgress,
  EncodeReport,
  EncoderTool,
  FrameSource,
  LiveEvent,
  LiveOptions,
  LivePart,
  Preset,
  RateTarget,
} from './encoder/index.js';
export {
  animate,
  clipStatistics,
  DEFAULT_GROUP_LIMIT,
  EmptyClipError,
  encode,
  encodeLive,
  ENCODER_TOOLS,
  PRESETS,
} from './encoder/index.js';
export type { DecodeOptions, GroupInfo, HeaderInfo, StreamInfo } from './decoder/index.js';
export { Decoder, readStreamInfo } from './decoder/index.js';
export type { GeneratorChoice, NetworkRuntime } from './generator/index.js';
export { ModelError } from './generator/index.js';
export type { StillDecoder, StillEncodeOptions, StillEncoder } from './key/index.js';
export { NoStillDecoderError } from './key/index.js';
export type { ColourDescription, FrameRate, Picture } from './picture/index.js';
export { DynamicsError, InvalidOptionError, frameRateFrom, framesPerSecond } from './picture/index.js';
export type { PlayBudgets, StreamBudgets } from './bitstream/index.js';
export {
  CorruptStreamError,
  LimitError,
  NotAStreamError,
  StreamError,
  TruncatedStreamError,
  UnsupportedStreamError,
} from './bitstream/index.js';
