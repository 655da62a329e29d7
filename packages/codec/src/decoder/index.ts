export type { DecodeOptions, GroupInfo, StreamInfo } from './api.js';
export type { ByteSource } from './byte-feed.js';
export { Decoder } from './decoder.js';
export type { DecodedScene } from './group-decoder.js';
export type { Generators, SourceOptions } from './group-source.js';
export { GroupSource } from './group-source.js';
export type { HeaderInfo } from './stream-info.js';
export { headerInfo, readStreamInfo } from './stream-info.js';
