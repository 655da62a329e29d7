import type * as BitmapPicture from './parts/bitmap-picture.js';
import type * as DrawnMotion from './parts/drawn-motion.js';
import { scriptError } from './player-error.js';

/** Addresses of the parts of the decoder that few streams and browsers need. */
export interface PartAddresses {
  readonly drawnMotion: string;
  readonly bitmapPicture: string;
}

/** The parts themselves, each fetched when it is first asked for. The build for pages of one file puts another module here. */
export const PARTS = {
  /** What draws motion. */
  drawnMotion: ({ drawnMotion }: PartAddresses): Promise<typeof DrawnMotion> =>
    load<typeof DrawnMotion>(drawnMotion, 'drawMotion'),
  /** What decodes stills without `ImageDecoder`, and finds out whether stills are whole. */
  bitmapPicture: ({ bitmapPicture }: PartAddresses): Promise<typeof BitmapPicture> =>
    load<typeof BitmapPicture>(bitmapPicture, 'planarStill'),
};

/** @param has what the part exports: some bundlers rewrite it so that nothing is left */
async function load<Part extends object>(address: string, has: keyof Part): Promise<Part> {
  let part: Part;
  try {
    part = (await import(/* @vite-ignore */ /* webpackIgnore: true */ address)) as Part;
  } catch (error) {
    throw scriptError('A part of the decoder cannot be loaded: serve the folder parts beside its worker', error);
  }
  if (has in part) return part;
  throw scriptError(
    'A bundler changed a part of the decoder: serve worker.js and parts as they are, and set DynamicsPlayer.workerUrl',
    address,
  );
}
