import { orAborted } from '../source/index.js';
import { ModelError } from './errors.js';
import type { ModelFile } from './models.js';

/** Numbers in row-major order, and their shape. */
export interface NetworkTensor {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** A network that is ready to run. */
export interface Network {
  /** @throws ModelError `BAD_MODEL` where it does not take these inputs */
  run(inputs: Readonly<Record<string, NetworkTensor>>): Promise<Readonly<Record<string, NetworkTensor>>>;
}

/** A network that holds memory of its own until it is released. */
export interface OpenNetwork extends Network {
  /** Gives its memory back. Nothing may run then, nor later. */
  release(): Promise<void>;
}

/** What finds models and runs them; differs between Node and browsers, so it is handed in. */
export interface NetworkRuntime {
  /** The network of a model, opened once however often it is asked for. @throws ModelError */
  open(model: ModelFile): Promise<Network>;
}

/**
 * An output of a network, of the shape that it is expected to have.
 * @throws ModelError `BAD_MODEL` where it is missing or of another shape
 */
export function outputOf(
  outputs: Readonly<Record<string, NetworkTensor>>,
  name: string,
  shape: readonly number[],
): NetworkTensor {
  const output = outputs[name];
  const expected = shape.join('x');
  const given = output?.shape.join('x') ?? 'none';
  if (output === undefined || given !== expected)
    throw new ModelError('BAD_MODEL', `Expected ${expected} values for the output "${name}" but received ${given}`);
  return output;
}

/** The same networks for work that a signal ends: waiting for a result ends with it, and nothing more is begun. */
export function endedBy(networks: NetworkRuntime, signal: AbortSignal | undefined): NetworkRuntime {
  return {
    async open(model) {
      const network = await orAborted(networks.open(model), signal);
      return {
        async run(inputs) {
          signal?.throwIfAborted();
          return orAborted(network.run(inputs), signal);
        },
      };
    },
  };
}

interface OnnxTensor {
  readonly data: unknown;
  readonly dims: readonly number[];
}

interface OnnxSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  release(): Promise<void>;
  run(feeds: Record<string, OnnxTensor>): Promise<Record<string, OnnxTensor>>;
}

/** The part of ONNX Runtime's API that is used: onnxruntime-node and onnxruntime-web both have it. */
export interface OnnxRuntime {
  readonly InferenceSession: { create(model: Uint8Array, options: object): Promise<OnnxSession> };
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => OnnxTensor;
}

/**
 * Opens an ONNX model whose inputs and outputs are all float32.
 * @param options of `InferenceSession.create`
 * @throws ModelError `BAD_MODEL`
 */
export async function openOnnx(
  runtime: OnnxRuntime,
  model: ModelFile,
  bytes: Uint8Array,
  options: object,
): Promise<OpenNetwork> {
  const bad = (cause: unknown): ModelError =>
    new ModelError(
      'BAD_MODEL',
      `The model "${model.file}" does not run: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  const session = await runtime.InferenceSession.create(bytes, options).catch((cause: unknown) => {
    throw bad(cause);
  });
  return {
    release: () => session.release(),
    async run(inputs) {
      const feeds = Object.fromEntries(
        Object.entries(inputs).map(([name, { data, shape }]) => [name, new runtime.Tensor('float32', data, shape)]),
      );
      const outputs = await session.run(feeds).catch((cause: unknown) => {
        throw bad(cause);
      });
      return Object.fromEntries(
        Object.entries(outputs).map(([name, { data, dims }]) => {
          if (!(data instanceof Float32Array)) throw bad(`Expected float32 for output ${name}`);
          return [name, { data, shape: dims }];
        }),
      );
    },
  };
}
