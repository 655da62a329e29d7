import { DynamicsError } from '../picture/index.js';

/**
 * What went wrong with a media file:
 * `MISSING_FILE` it is not there or may not be read; `NOT_A_VIDEO` its content is no known format;
 * `TRUNCATED` it ends early or is damaged; `UNSUPPORTED` it holds something this package does not take;
 * `NO_FRAMES` it has no pictures; `TOO_LARGE` its pictures are larger than MAX_SIDE;
 * `WRITE_FAILED` the output could not be written; `ABORTED` the caller's signal was raised, or the source or writer was
 * closed while it was at work; `CLOSED` it was used after it was closed or finished; `ALREADY_READ` its frames were asked
 * for a second time.
 */
export type MediaErrorCode =
  | 'MISSING_FILE'
  | 'NOT_A_VIDEO'
  | 'TRUNCATED'
  | 'UNSUPPORTED'
  | 'NO_FRAMES'
  | 'TOO_LARGE'
  | 'WRITE_FAILED'
  | 'ABORTED'
  | 'CLOSED'
  | 'ALREADY_READ';

/** A media file could not be read or written. The message is one sentence that names the file. */
export class MediaError extends DynamicsError {
  override readonly name = 'MediaError';

  constructor(
    readonly code: MediaErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Throws the `ABORTED` error where the signal was raised.
 * @throws MediaError
 */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new MediaError('ABORTED', 'The operation was aborted', { cause: signal.reason });
}
