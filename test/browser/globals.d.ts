import type { DynamicsPlayer } from '@dynamics-codec/player';

/** What `addPlayer` and `pageTools` put into a page. */
declare global {
  var player: DynamicsPlayer;
  var log: string[];
  var base64: (bytes: ArrayLike<number>) => string;
}
