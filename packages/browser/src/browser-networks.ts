/**
 * @file Networks in a browser's worker: ONNX Runtime's build for WebAssembly, on one thread, since more would need
 * cross-origin isolation. The runtime (`onnx.js`, `onnx.wasm`) and the models lie in one folder.
 */
import {
  assertModel,
  ModelError,
  openOnnx,
  type ModelFile,
  type Network,
  type NetworkRuntime,
  type OnnxRuntime,
} from 'dynamics-codec/generator';

const OPTIONS = { executionProviders: ['wasm'], graphOptimizationLevel: 'all', logSeverityLevel: 4 };

interface WasmRuntime extends OnnxRuntime {
  readonly env: { wasm: object; logLevel: string };
}

/**
 * Runs models in the worker that calls it. Each is fetched and opened when first asked for and then kept.
 * @param folder absolute address of the neural part, with a slash at its end
 */
export function browserNetworks(folder: string): NetworkRuntime {
  const opened = new Map<string, Promise<Network>>();
  let runtime: Promise<WasmRuntime> | undefined;
  const openModel = async (model: ModelFile): Promise<Network> => {
    runtime ??= startRuntime(folder);
    const [started, bytes] = await Promise.all([runtime, fetchBytes(new URL(model.file, folder))]);
    assertModel(model, bytes);
    return openOnnx(started, model, bytes, OPTIONS);
  };
  return {
    open(model) {
      const known = opened.get(model.file) ?? openModel(model);
      opened.set(model.file, known);
      return known;
    },
  };
}

async function fetchBytes(address: URL): Promise<Uint8Array> {
  const missing = (reason: string): ModelError =>
    new ModelError('MISSING_MODEL', `Expected "${address.href}" but it cannot be fetched: ${reason}`);
  const response = await fetch(address).catch((cause: unknown) => {
    throw missing(reasonOf(cause));
  });
  if (!response.ok) throw missing(`the server answers ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

async function startRuntime(folder: string): Promise<WasmRuntime> {
  try {
    const script = import(
      /* @vite-ignore */ /* webpackIgnore: true */ new URL('onnx.js', folder).href
    ) as Promise<WasmRuntime>;
    const [wasmBinary, module] = await Promise.all([fetchBytes(new URL('onnx.wasm', folder)), script]);
    Object.assign(module.env.wasm, { wasmBinary, numThreads: 1 });
    module.env.logLevel = 'fatal';
    return module;
  } catch (cause) {
    throw new ModelError(
      'MISSING_RUNTIME',
      `The runtime of the neural part at "${folder}" does not start: ${reasonOf(cause)}`,
      { cause },
    );
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
