export type { DecodeOptions, GroupInfo, StreamInfo } from './api.js';
export type { HeaderInfo } from './decoder.js';
export { Decoder } from './decoder.js';
export { arrivingHeader } from './arriving-header.js';
export { ByteFeed } from './byte-feed.js';
export type { DecodedGroup, DecodedKey, GroupPlace, GroupTools } from './group-decoder.js';
export { decodeGroup, decodeKey, prepareGroup, restoreKey } from './group-decoder.js';
export { headerInfo, readStreamInfo } from './stream-info.js';
