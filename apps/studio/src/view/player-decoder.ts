/**
 * @file Takes the place of the player's `decoder-location.ts` in the studio's build: the decoder is bundled from its source,
 * with its parts, and a page that may start workers, as the studio must, needs no other way to it.
 */
export const decoderLocation = () => ({
  /** Starts the player's worker. */
  start: (): Worker =>
    new Worker(new URL('@dynamics-codec/player/worker.js', import.meta.url), {
      type: 'module',
      name: 'dynamics-player',
    }),
  /** The decoder on the page's own thread. */
  load: (): Promise<unknown> => import('@dynamics-codec/player/worker.js'),
  parts: { drawnMotion: '', bitmapPicture: '' },
});
