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

const NATIVE = 'onnxruntime-node';
/** The package of the models; its folder `neural` holds ONNX Runtime's build for WebAssembly. */
const MODELS = new URL(
  '.',
  pathToFileURL(createRequire(import.meta.url).resolve('@dynamics-codec/models/package.json')),
);
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
  const place = folder === undefined ? new URL('networks/', MODELS) : pathToFileURL(join(folder, '/'));
  const bytes = await readFile(new URL(file, place)).catch(() => undefined);
  if (bytes !== undefined) return bytes;
  throw new ModelError(
    'MISSING_MODEL',
    `Expected the model "${file}" in ${folder === undefined ? 'this package' : `"${folder}"`} but it is not there; install the package anew`,
  );
}

async function openRuntime({ runtime = 'auto', threads }: NodeNetworksOptions): Promise<Opener> {
  const native = runtime === 'wasm' ? undefined : await loadNative();
  if (native !== undefined) {
    const intraOpNumThreads = threads ?? Math.min(availableParallelism(), MOST_THREADS);
    return {
      runtime: native,
      options: { executionProviders: ['cpu'], intraOpNumThreads, interOpNumThreads: 1, logSeverityLevel: 4 },
    };
  }
  const wasm = runtime === 'native' ? undefined : await loadWasm();
  if (wasm !== undefined) return { runtime: wasm, options: { executionProviders: ['wasm'], logSeverityLevel: 4 } };
  throw new ModelError(
    'MISSING_RUNTIME',
    `Expected the package ${NATIVE} or this package's own runtime but neither can be loaded; "npm install ${NATIVE}" gets the first, "npm run build" makes the second`,
  );
}

/** From beside this package, else from the project in which the process runs. */
async function loadNative(): Promise<OnnxRuntime | undefined> {
  const fromProject = async (): Promise<unknown> =>
    import(pathToFileURL(createRequire(join(process.cwd(), 'package.json')).resolve(NATIVE)).href);
  try {
    const module: unknown = await import('onnxruntime-node').catch(fromProject);
    return module as OnnxRuntime;
  } catch {
    return undefined;
  }
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
