import type { PartAddresses } from './decoder-parts.js';
import type * as DecoderModule from './worker.js';

/** A way to the decoder. */
export interface DecoderLocation {
  /** Starts its worker. */
  readonly start: () => Worker;
  /** Loads the same module into the page's own thread, where that may not start workers. */
  readonly load: () => Promise<typeof DecoderModule>;
  /** Where its parts are. */
  readonly parts: PartAddresses;
}

/** The decoder whose module and parts are at some addresses. */
export function decoderAt(address: string, parts: PartAddresses): DecoderLocation {
  return {
    start: () => new Worker(address, { type: 'module', name: 'dynamics-player' }),
    load: () => import(/* @vite-ignore */ /* webpackIgnore: true */ address) as Promise<typeof DecoderModule>,
    parts,
  };
}

/** The decoder of an address that a page gave; its parts are beside it. */
export function decoderBeside(address: string): DecoderLocation {
  const { href } = new URL(address, document.baseURI);
  return decoderAt(href, {
    drawnMotion: new URL('parts/drawn-motion.js', href).href,
    bitmapPicture: new URL('parts/bitmap-picture.js', href).href,
  });
}
