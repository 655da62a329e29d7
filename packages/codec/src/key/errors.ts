import { DynamicsError } from '../picture/index.js';

/** A key payload, or the still file it is to be made from, is not what it must be: cut short, damaged, or nonsense. */
export class CorruptStillError extends DynamicsError {
  override readonly name = 'CorruptStillError';
  readonly code = 'CORRUPT_STILL';

  /**
   * @param message what is wrong and where
   * @param offset byte offset within the key payload or file that was read
   */
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(`${message} (byte ${offset} of the still)`);
  }
}

/** There is nothing to decode stills with: the stream may be sound. The message says what is missing and what to do. */
export class NoStillDecoderError extends DynamicsError {
  override readonly name = 'NoStillDecoderError';
  readonly code = 'NO_STILL_DECODER';
}

/** A still is sound AV1 but uses what key pictures may not use: another size, bit depth, chroma format or film grain. */
export class UnsupportedStillError extends DynamicsError {
  override readonly name = 'UnsupportedStillError';
  readonly code = 'UNSUPPORTED_STILL';
}

/**
 * Whether a still cannot be used, as its decoder says. Told by the code: a decoder that was bundled apart throws errors of
 * classes of its own.
 */
export function isUnusableStill(error: unknown): error is CorruptStillError | UnsupportedStillError {
  const code = (error as { readonly code?: unknown } | undefined)?.code;
  return code === 'CORRUPT_STILL' || code === 'UNSUPPORTED_STILL';
}
