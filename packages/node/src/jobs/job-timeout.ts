import { DynamicsError } from 'dynamics-codec/picture';

/** A job took longer than it may. */
export class JobTimeoutError extends DynamicsError {
  override readonly name = 'JobTimeoutError';
  readonly code = 'TIMEOUT';

  /** @param seconds that it may take */
  constructor(
    input: string,
    readonly seconds: number,
  ) {
    super(`"${input}" took longer than ${seconds} seconds; allow more time, or encode it with the preset fast`);
  }
}
