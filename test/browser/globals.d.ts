import type { DynamicsPlayer } from '@dynamics-codec/player';

/** What `addPlayer` and `pageTools` put into a page. */
declare global {
  var player: DynamicsPlayer;
  var log: string[];
  /** Frames of many players, and of their page. */
  var counts: { readonly frames: number[]; refreshes: number };
  var base64: (bytes: ArrayLike<number>) => string;
}
