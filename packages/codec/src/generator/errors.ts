import { DynamicsError } from '../picture/index.js';

/**
 * A learned generator cannot run here: `MISSING_MODEL` its file is not there, `BAD_MODEL` the file is another one or does
 * not work, `MISSING_RUNTIME` nothing is there that runs networks, `TOO_LARGE` the picture is larger than they are run for.
 */
export class ModelError extends DynamicsError {
  override readonly name = 'ModelError';

  constructor(
    readonly code: 'MISSING_MODEL' | 'BAD_MODEL' | 'MISSING_RUNTIME' | 'TOO_LARGE',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
