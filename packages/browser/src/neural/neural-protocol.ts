import type { ModelError, NetworkTensor } from 'dynamics-codec/generator';
import type { Picture } from 'dynamics-codec/picture';

/** A key picture to restore. */
export interface RestoreRequest {
  readonly modelId: number;
  readonly key: Picture;
  /** Size of its payload. */
  readonly bytes: number;
  readonly seed: number;
  readonly fidelity: number;
}

/** Numbers by name, as networks take and give them. */
export type Tensors = Readonly<Record<string, NetworkTensor>>;

/** Inputs for the network of a model that makes motion dense. */
export interface MotionRequest {
  readonly modelId: number;
  readonly inputs: Tensors;
}

/** To the worker of the neural part. */
export type NumberedRequest = (RestoreRequest | MotionRequest) & { readonly number: number };

/** From the worker of the neural part: the restored picture or the network's outputs, or why there are none. */
export type NeuralReply =
  | { readonly number: number; readonly key: Picture }
  | { readonly number: number; readonly outputs: Tensors }
  | { readonly number: number; readonly error: { readonly code: ModelError['code']; readonly message: string } };
