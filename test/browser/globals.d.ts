import type { DynamicsPlayer } from '../../src/player/index.js';

/** What `addPlayer` and `PAGE_TOOLS` put into a page. */
declare global {
  var player: DynamicsPlayer;
  var log: string[];
  var base64: (bytes: ArrayLike<number>) => string;
}
