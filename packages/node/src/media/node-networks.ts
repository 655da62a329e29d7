/**
 * @file Networks in Node. ONNX Runtime's native build is used where it is installed; else its WebAssembly build, which
 * comes with this package because browsers need it anyway: one thread, about eight times slower, the same numbers up to
 * 1e-5 levels.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  assertModel,
  ModelError,
  openOnnx,
  type ModelFile,
  type Network,
  type NetworkRuntime,
  type OnnxRuntime,
} from 'dynamics-codec/generator';
import { NATIVE_ONNX, nativeOnnx, nativeSessionOptions } from './native-onnx.js';

/** The package of the models; its folder `neural` holds ONNX Runtime's build for WebAssembly. */
const MODELS = new URL(
  '.',
  pathToFileURL(createRequire(import.meta.url).resolve('@dynamics-codec/models/package.json')),
);
/** Where networks lie in it: in the checkout, and as it is published. */
const NETWORKS = ['networks/', 'neural/'];
const MOST_THREADS = 4;

/** Options of {@link nodeNetworks}. */
export interface NodeNetworksOptions {
  /** `native` is onnxruntime-node, `wasm` comes with the package; `auto`, when left out, takes the first that is there. */
  readonly runtime?: 'auto' | 'native' | 'wasm';
  /** Of the native runtime; those of the machine up to 4 when left out. */
  readonly threads?: number;
  /** Folder of the models, where they are not to be those of this package. */
  readonly models?: string;
}

/** Where a runtime comes from, and the options of its sessions. */
interface Opener {
  readonly runtime: OnnxRuntime;
  readonly options: object;
}

/** Runs the models of this package. Each is opened when first asked for and then kept. */
export function nodeNetworks(options: NodeNetworksOptions = {}): NetworkRuntime {
  const opened = new Map<string, Promise<Network>>();
  return {
    open(model) {
      const known = opened.get(model.file) ?? openModel(model, options);
      opened.set(model.file, known);
      known.catch(() => opened.delete(model.file));
      return known;
    },
  };
}

async function openModel(model: ModelFile, options: NodeNetworksOptions): Promise<Network> {
  const bytes = await readModel(model, options.models);
  assertModel(model, bytes);
  const { runtime, options: session } = await openRuntime(options);
  return openOnnx(runtime, model, bytes, session);
}

async function readModel({ file }: ModelFile, folder: string | undefined): Promise<Uint8Array> {
  const places =
    folder === undefined ? NETWORKS.map((name) => new URL(name, MODELS)) : [pathToFileURL(join(folder, '/'))];
  for (const place of places) {
    const bytes = await readFile(new URL(file, place)).catch(() => undefined);
    if (bytes !== undefined) return bytes;
  }
  throw new ModelError(
    'MISSING_MODEL',
    `Expected the model "${file}" in ${folder === undefined ? 'this package' : `"${folder}"`} but it is not there; install the package anew`,
  );
}

async function openRuntime({ runtime = 'auto', threads }: NodeNetworksOptions): Promise<Opener> {
  const native = runtime === 'wasm' ? undefined : await nativeOnnx();
  if (native !== undefined) {
    const count = threads ?? Math.min(availableParallelism(), MOST_THREADS);
    return { runtime: native, options: nativeSessionOptions(count) };
  }
  const wasm = runtime === 'native' ? undefined : await loadWasm();
  if (wasm !== undefined) return { runtime: wasm, options: { executionProviders: ['wasm'], logSeverityLevel: 4 } };
  throw new ModelError(
    'MISSING_RUNTIME',
    `Expected the package ${NATIVE_ONNX} or this package's own runtime but neither can be loaded; "npm install ${NATIVE_ONNX}" gets the first, "npm run build" makes the second`,
  );
}

async function loadWasm(): Promise<OnnxRuntime | undefined> {
  try {
    const folder = new URL('neural/', MODELS);
    const wasmBinary = await readFile(new URL('onnx.wasm', folder));
    const module = (await import(new URL('onnx.js', folder).href)) as OnnxRuntime & {
      readonly env: { wasm: object; logLevel: string };
    };
    Object.assign(module.env.wasm, { wasmBinary, numThreads: 1 });
    module.env.logLevel = 'fatal';
    return module;
  } catch {
    return undefined;
  }
}
