/**
 * @file What key pictures take in some browsers only: reading them back from a canvas where planes of a still are not handed
 * out, finding out whether tiles hold all of a picture where the AV1 decoder does not look, and whether there is one at all.
 */
export { bitmapPicture, missingDecoder } from '@dynamics-codec/browser';
export { isWholeStill } from 'dynamics-codec/key';
