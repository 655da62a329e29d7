import type { ModelError } from '../generator/index.js';
import type { Picture } from '../picture/index.js';

/** A key picture to restore. */
export interface RestoreRequest {
  readonly modelId: number;
  readonly key: Picture;
  /** Size of its payload. */
  readonly bytes: number;
  readonly seed: number;
  readonly fidelity: number;
}

/** To the worker of the neural part. */
export interface NumberedRequest extends RestoreRequest {
  readonly number: number;
}

/** From the worker of the neural part: the restored picture, or why there is none. */
export type NeuralReply =
  | { readonly number: number; readonly key: Picture }
  | { readonly number: number; readonly error: { readonly code: ModelError['code']; readonly message: string } };
