/** @file What only browsers need that do not hand out the planes of a still. */
export { bitmapPicture } from '@dynamics-codec/browser';
