import * as bitmapPicture from './parts/bitmap-picture.js';
import * as drawnMotion from './parts/drawn-motion.js';

/** Stands for `decoder-parts.ts` where there is nothing to fetch parts from: they are there already. */
export const PARTS = {
  /** What draws motion. */
  drawnMotion: (): Promise<typeof drawnMotion> => Promise.resolve(drawnMotion),
  /** What decodes stills without `ImageDecoder`, and finds out whether stills are whole. */
  bitmapPicture: (): Promise<typeof bitmapPicture> => Promise.resolve(bitmapPicture),
};
