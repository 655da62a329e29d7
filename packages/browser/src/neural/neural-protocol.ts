import type { DenseMotion, MotionConditions } from 'dynamics-codec/generator';
import type { Picture } from 'dynamics-codec/picture';

/** A key picture to restore. */
export interface RestoreRequest {
  readonly modelId: number;
  readonly key: Picture;
  /** Size of its payload. */
  readonly bytes: number;
  readonly still: Uint8Array;
  readonly seed: number;
  readonly fidelity: number;
}

/** Motion to generate. */
export interface MotionRequest extends MotionConditions {
  readonly modelId: number;
}

/** What the worker of the neural part can be asked. */
export interface NeuralApi {
  /** A key picture as a model restores it. */
  restore(request: RestoreRequest): Promise<Picture>;
  /** Motion as a model makes it dense and draws it. */
  generate(request: MotionRequest): Promise<DenseMotion>;
}
