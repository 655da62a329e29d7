import { NO_DECODER, type PlayerError } from './player-error.js';

/**
 * Why a player does not play, with what a `MediaError` says: `code` 2 the download broke off, 3 the stream is damaged, 4 the
 * stream cannot be used at all, and a message. It also has the stable code of the error behind it.
 */
export class PlayerMediaError {
  readonly message: string;
  /** Code of the error, such as `NETWORK`, `NOT_A_STREAM` or `CORRUPT_STREAM`. */
  readonly reason: string;
  /** Index of the group of pictures that is damaged; undefined where nothing can be shown at all. */
  readonly group: number | undefined;

  constructor(
    error: PlayerError,
    readonly code: 2 | 3 | 4,
  ) {
    this.message = error.message;
    this.reason = error.code;
    this.group = error.group;
  }
}

/** The error of a stream as a media element has it. @param isOpen whether the facts of the stream were known before */
export function mediaError(error: PlayerError, isOpen: boolean): PlayerMediaError {
  return new PlayerMediaError(error, !isOpen || error.code === NO_DECODER ? 4 : error.code === 'NETWORK' ? 2 : 3);
}
