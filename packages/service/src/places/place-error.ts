import { DynamicsError } from 'dynamics-codec';

/**
 * A place cannot be read or written: `REFUSED_PLACE` it may not be, `MISSING_INPUT` nothing is there, `TOO_LARGE_INPUT` it is
 * larger than allowed, `UNREACHABLE` it may be another time.
 */
export class PlaceError extends DynamicsError {
  override readonly name = 'PlaceError';

  constructor(
    readonly code: 'REFUSED_PLACE' | 'MISSING_INPUT' | 'TOO_LARGE_INPUT' | 'UNREACHABLE',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
