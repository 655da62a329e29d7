import type { NetworkTensor } from 'dynamics-codec/generator';
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

/** What the worker of the neural part can be asked. */
export interface NeuralApi {
  /** A key picture as a model restores it. */
  restore(request: RestoreRequest): Promise<Picture>;
  /** Outputs of the network of a model that makes motion dense. */
  runMotion(request: MotionRequest): Promise<Tensors>;
}
