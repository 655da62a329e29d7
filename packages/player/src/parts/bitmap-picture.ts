/**
 * @file What key pictures take in some browsers only: reading them back from a canvas where planes of a still are not handed
 * out, and finding out whether tiles hold all of a picture where the AV1 decoder does not look.
 */
export { bitmapPicture } from '@dynamics-codec/browser';
export { isWholeStill } from 'dynamics-codec/key';
