/**
 * Base of every error this package throws on purpose. `code` is stable and meant for programs, `message` for people:
 * it says what was wrong, where, and what to do.
 */
export abstract class DynamicsError extends Error {
  /** Stable identifier of the kind of error, for programs. */
  abstract readonly code: string;
}

/** A value passed to a function of this package is outside what the function accepts. */
export class InvalidOptionError extends DynamicsError {
  override readonly name = 'InvalidOptionError';
  readonly code = 'INVALID_OPTION';

  /**
   * @param option name of the option or argument
   * @param expected what would have been accepted, as a noun phrase
   * @param received the value that was given
   */
  constructor(
    readonly option: string,
    readonly expected: string,
    readonly received: unknown,
  ) {
    super(`Expected ${expected} for ${option} but received ${describe(received)}`);
  }
}

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' || typeof value === 'boolean' || value === undefined || value === null)
    return String(value);
  return Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`;
}
