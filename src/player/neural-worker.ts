/**
 * @file The neural part of the player: a worker of its own, started when a stream wants it, so that one to two seconds of
 * arithmetic hold up neither the page nor the decoder. Everything it needs lies beside it: ONNX Runtime's build for
 * WebAssembly (`onnx.js`, `onnx.wasm`) and the models.
 */
import { assertModel, learnedAppearance, ModelError, modelOf, openOnnx, type AppearanceGenerator, type ModelFile, type OnnxRuntime } from '../generator/index.js';
import type { NeuralReply, NumberedRequest } from './neural-protocol.js';

const HERE = new URL('.', import.meta.url);
const OPTIONS = { executionProviders: ['wasm'], graphOptimizationLevel: 'all', logSeverityLevel: 4 };

interface WasmRuntime extends OnnxRuntime {
  readonly env: { wasm: object; logLevel: string };
}

interface Scope {
  onmessage: ((event: MessageEvent<NumberedRequest>) => void) | null;
  postMessage(message: NeuralReply): void;
}

const generators = new Map<number, Promise<AppearanceGenerator>>();
let runtime: Promise<WasmRuntime> | undefined;

async function fetchBytes(name: string): Promise<Uint8Array> {
  const missing = (reason: string): ModelError => new ModelError('MISSING_MODEL', `Expected "${new URL(name, HERE).href}" but it cannot be fetched: ${reason}`);
  const response = await fetch(new URL(name, HERE)).catch((cause: unknown) => {
    throw missing(cause instanceof Error ? cause.message : String(cause));
  });
  if (!response.ok) throw missing(`the server answers ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** One thread: more would need cross-origin isolation. */
async function startRuntime(): Promise<WasmRuntime> {
  const [wasmBinary, module] = await Promise.all([fetchBytes('onnx.wasm'), import(/* @vite-ignore */ /* webpackIgnore: true */ new URL('onnx.js', HERE).href) as Promise<WasmRuntime>]);
  Object.assign(module.env.wasm, { wasmBinary, numThreads: 1 });
  module.env.logLevel = 'fatal';
  return module;
}

async function openGenerator(model: ModelFile): Promise<AppearanceGenerator> {
  runtime ??= startRuntime();
  const [opened, bytes] = await Promise.all([runtime, fetchBytes(model.file)]);
  assertModel(model, bytes);
  return learnedAppearance(await openOnnx(opened, model, bytes, OPTIONS), model.id);
}

async function answer({ number, modelId, ...conditions }: NumberedRequest): Promise<NeuralReply> {
  try {
    const model = modelOf(modelId);
    if (model === undefined) throw new ModelError('MISSING_MODEL', `Expected a known model but received ${modelId}`);
    const generator = generators.get(modelId) ?? openGenerator(model);
    generators.set(modelId, generator);
    return { number, key: await (await generator).restore(conditions) };
  } catch (error) {
    const { code, message } = error instanceof ModelError ? error : new ModelError('MISSING_RUNTIME', `The runtime of the neural part does not start: ${error instanceof Error ? error.message : String(error)}`);
    return { number, error: { code, message } };
  }
}

const scope = globalThis as unknown as Scope;
let last = Promise.resolve();
scope.onmessage = ({ data }) => {
  last = last.then(async () => scope.postMessage(await answer(data)));
};
