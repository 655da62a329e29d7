/**
/**
 * @file What key pictures take in some browsers only: decoding them where planes of a still are not handed out, finding
 * out whether tiles hold all of a picture where the AV1 decoder does not look, and whether there is one at all.
 */
export { missingDecoder, planarStill } from '@dynamics-codec/browser';
export { isWholeStill } from 'dynamics-codec/key';
