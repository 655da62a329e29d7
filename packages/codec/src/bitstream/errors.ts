import { DynamicsError } from '../picture/index.js';

/** Base of everything that can be wrong with a stream. `offset` is the byte of the stream where it was noticed. */
export abstract class StreamError extends DynamicsError {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(`${message} at byte ${offset}`);
  }
}

/** The bytes do not begin as a Dynamics stream does. */
export class NotAStreamError extends StreamError {
  override readonly name = 'NotAStreamError';
  readonly code = 'NOT_A_STREAM';
}

/** The bytes end before the stream does. With at least `needed` bytes from the start of the stream, try again. */
export class TruncatedStreamError extends StreamError {
  override readonly name = 'TruncatedStreamError';
  readonly code = 'TRUNCATED_STREAM';

  /**
   * @param what the part of the stream that was being read
   * @param needed least number of bytes, counted from the start of the stream, with which reading gets further
   */
  constructor(
    what: string,
    offset: number,
    readonly needed: number,
  ) {
    super(`Expected at least ${needed} bytes for ${what} but the stream ends`, offset);
  }
}

/** The stream is sound but asks for something this decoder has not: a version, profile, critical section or model. */
export class UnsupportedStreamError extends StreamError {
  override readonly name = 'UnsupportedStreamError';
  readonly code = 'UNSUPPORTED_STREAM';
}

/** The stream breaks a rule of its format: a checksum, a limit, an encoding. `group` is set where one group is at fault. */
export class CorruptStreamError extends StreamError {
  override readonly name = 'CorruptStreamError';
  readonly code = 'CORRUPT_STREAM';

  constructor(
    message: string,
    offset: number,
    readonly group?: number,
  ) {
    super(group === undefined ? message : `Group ${group}: ${message}`, offset);
  }
}
