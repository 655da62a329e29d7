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

/** Inputs for one of a model's networks of motion. */
export interface MotionRequest {
  readonly modelId: number;
  /** `motion` makes hints dense, `prior` draws what is not sent. */
  readonly network: 'motion' | 'prior';
  readonly inputs: Tensors;
}

/** What the worker of the neural part can be asked. */
export interface NeuralApi {
  /** A key picture as a model restores it. */
  restore(request: RestoreRequest): Promise<Picture>;
  /** Outputs of one of a model's networks of motion. */
  runMotion(request: MotionRequest): Promise<Tensors>;
}
