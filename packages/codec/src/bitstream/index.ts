export type { Contexts } from './adaptive-bit.js';
export { bitCost, cloneContexts, createContexts } from './adaptive-bit.js';
export type { BitCoder } from './bit-coder.js';
export { CostMeter } from './bit-coder.js';
export { MAX_MAGNITUDE, codeMagnitude, magnitudeContexts, magnitudeCost } from './integer-coding.js';
export { RangeDecoder, RangeEncoder } from './range-coder.js';
export {
  CorruptStreamError,
  NotAStreamError,
  StreamError,
  TruncatedStreamError,
  UnsupportedStreamError,
} from './errors.js';
export type { PlayBudgets, StreamBudgets } from './budgets.js';
export { assertPixels, assertSeconds, LimitError, outputBudget, streamBudgets } from './budgets.js';
export type { GroupEntry, GroupRow } from './group-table.js';
export type { ClosedHeader, OpenHeader, ParsedHeader, ParseOptions, StreamHeader, StreamLayout } from './header.js';
export { parseHeader } from './header.js';
export {
  MAX_FRAMES,
  MAX_GROUP_BYTES,
  MAX_GROUP_FRAMES,
  MAX_GROUPS,
  MAX_VARUINT,
  STREAM_PROFILE,
  STREAM_VERSION,
} from './limits.js';
export type { Section } from './sections.js';
export { COVER_SECTION, DRAWN_MOTION_SECTION, MATTE_SECTION, sectionData } from './sections.js';
export { matteOf } from './matte.js';
export type { GroupPayload, KeyPlace } from './group.js';
export { keyPlace, parseGroup, parseGroupBytes } from './group.js';
export { nextGroup, nextHeadOffset, OpenStreamWriter } from './open-stream.js';
export type { WholeStream } from './stream.js';
export { assertStreamLength, parseStream, writeStream } from './stream.js';
