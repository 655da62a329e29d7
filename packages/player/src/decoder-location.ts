import { decoderAt, type DecoderLocation } from './decoder-at.js';

/**
 * The decoder that stands beside this module. The build for pages of one file puts another module in the place of this one.
 * Each address is written out once and as bundlers know it, so that they bring each file along once, as it is.
 */
export function decoderLocation(): DecoderLocation {
  const worker = new URL('./worker.js', import.meta.url);
  const drawnMotion = new URL('./parts/drawn-motion.js', import.meta.url);
  const bitmapPicture = new URL('./parts/bitmap-picture.js', import.meta.url);
  return decoderAt(addressOf(worker), { drawnMotion: addressOf(drawnMotion), bitmapPicture: addressOf(bitmapPicture) });
}

/** Vite's development server bundles modules into a folder of its own and leaves the files beside them where they are. */
function addressOf({ href }: URL): string {
  return href.replace('/.vite/deps/', '/@dynamics-codec/player/dist/');
}
