import { DynamicsError } from '../picture/index.js';

/** There was no frame to encode. */
export class EmptyClipError extends DynamicsError {
  override readonly name = 'EmptyClipError';
  readonly code = 'EMPTY_CLIP';

  constructor() {
    super('Expected at least one frame to encode but the source has none');
  }
}
