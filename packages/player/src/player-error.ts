import { DynamicsError } from 'dynamics-codec/picture';

/** The browser decodes no group of any stream. */
export const NO_DECODER = 'NO_STILL_DECODER';

/**
 * Why a player does not play: `NETWORK` where the stream cannot be fetched, `WORKER` where a script of the player cannot be loaded,
 * `NO_STILL_DECODER` where the browser has no AV1 decoder, otherwise the code of the error that decoding ended in, such as `NOT_A_STREAM` or `CORRUPT_STREAM`.
 */
export class PlayerError extends DynamicsError {
  override readonly name = 'PlayerError';
  readonly code: string;

  /**
   * @param facts code and message
   * @param group index of the group of pictures that is damaged; undefined where nothing can be shown at all
   */
  constructor(
    facts: { readonly code: string; readonly message: string },
    readonly group?: number,
  ) {
    super(facts.message);
    this.code = facts.code;
  }
}

/** A script of the player cannot be loaded. @param what it is, and what to do */
export function scriptError(what: string, cause: unknown): PlayerError {
  return new PlayerError({ code: 'WORKER', message: `${what} (${reasonOf(cause)})` });
}

/** An error of the decoder or of a fetch as the player's own. @param group at which it came */
export function playerError(error: unknown, group?: number): PlayerError {
  if (error instanceof PlayerError) return error;
  if (error instanceof DynamicsError) return new PlayerError(error, error.code === NO_DECODER ? undefined : group);
  return new PlayerError({ code: 'NETWORK', message: `The stream cannot be fetched: ${reasonOf(error)}` });
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
