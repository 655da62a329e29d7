import { DynamicsError } from 'dynamics-codec/picture';
import type { ErrorFacts } from './protocol.js';

/**
 * Why a player does not play: `NETWORK` where the stream cannot be fetched, `WORKER` where its decoder cannot be loaded,
 * otherwise the code of the error that decoding ended in, such as `NOT_A_STREAM` or `CORRUPT_STREAM`.
 */
export class PlayerError extends DynamicsError {
  override readonly name = 'PlayerError';
  readonly code: string;

  /**
   * @param facts code and message
   * @param group index of the group of pictures that is damaged; undefined where nothing can be shown at all
   */
  constructor(
    facts: ErrorFacts,
    readonly group?: number,
  ) {
    super(facts.message);
    this.code = facts.code;
  }
}
