/**
 * @file Networks in Node, in a thread of their own. ONNX Runtime's native build is used where it is installed; else its
 * WebAssembly build, which comes with this package because browsers need it anyway: about eight times slower, the same
 * numbers up to 1e-5 levels.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { assertModel, ModelError, openOnnx, type ModelFile, type NetworkRuntime } from 'dynamics-codec/generator';
import { InvalidOptionError } from 'dynamics-codec/picture';
import { assertThreads } from '@dynamics-codec/workers';
import { NATIVE_ONNX, nativeOnnx, nativeSessionOptions } from './native-onnx.js';
import { SharedNetworks, type NetworkHost } from './network-host.js';
import type { NativeThreadData } from './network-thread-api.js';
import { threadHost } from './thread-host.js';
import { wasmNetworks } from './wasm-networks.js';

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

/** Networks in Node, and how to give their memory back. */
export interface NodeNetworks extends NetworkRuntime {
  /**
   * Gives up the networks. Once all that were made with the same options are closed and nothing runs any more, their
   * memory is given back; a program that never calls it holds each model once. Resolves when that is done.
   */
  close(): Promise<void>;
}

const RUNTIMES = ['auto', 'native', 'wasm'];
const shared = new Map<string, SharedNetworks>();

/**
 * Runs the models of this package. Each is opened when first asked for. All callers with the same options share them.
 * @throws InvalidOptionError
 */
export function nodeNetworks(options: NodeNetworksOptions = {}): NodeNetworks {
  assertOptions(options);
  const { runtime = 'auto', threads, models } = options;
  const key = JSON.stringify([runtime, threads, models]);
  let using: ReturnType<SharedNetworks['use']> | undefined;
  let closed = false;
  return {
    open(model) {
      if (closed)
        return Promise.reject(new ModelError('MISSING_RUNTIME', 'Expected open networks but these are closed'));
      using ??= sharedNetworks(key, options).use();
      return using.open(model);
    },
    close() {
      closed = true;
      return using?.close() ?? Promise.resolve();
    },
  };
}

function sharedNetworks(key: string, options: NodeNetworksOptions): SharedNetworks {
  const networks =
    shared.get(key) ??
    new SharedNetworks(
      () => startHost(options),
      (model) => readModel(model, options.models),
      () => shared.delete(key),
    );
  shared.set(key, networks);
  return networks;
}

function assertOptions({ runtime = 'auto', threads, models }: NodeNetworksOptions): void {
  if (!RUNTIMES.includes(runtime)) throw new InvalidOptionError('runtime', `one of ${RUNTIMES.join(', ')}`, runtime);
  if (threads !== undefined) assertThreads(threads);
  if (models !== undefined && typeof models !== 'string')
    throw new InvalidOptionError('models', 'the path of a folder', models);
}

async function readModel(model: ModelFile, folder: string | undefined): Promise<Uint8Array> {
  const { file } = model;
  const places =
    folder === undefined ? NETWORKS.map((name) => new URL(name, MODELS)) : [pathToFileURL(join(folder, '/'))];
  for (const place of places) {
    const bytes = await readFile(new URL(file, place)).catch(() => undefined);
    if (bytes === undefined) continue;
    assertModel(model, bytes, (all) => createHash('sha256').update(all).digest('hex'));
    return bytes;
  }
  throw new ModelError(
    'MISSING_MODEL',
    `Expected the model "${file}" in ${folder === undefined ? 'this package' : `"${folder}"`} but it is not there; install the package anew`,
  );
}

async function startHost({ runtime = 'auto', threads }: NodeNetworksOptions): Promise<NetworkHost> {
  const native = runtime === 'wasm' ? undefined : await nativeOnnx();
  if (native !== undefined) {
    const data: NativeThreadData = { threads: threads ?? Math.min(availableParallelism(), MOST_THREADS) };
    const session = nativeSessionOptions(data.threads);
    // From source there is no module of a thread: networks then run on this one and block it meanwhile.
    return threadHost('native-thread.js', data) ?? { open: (model, bytes) => openOnnx(native, model, bytes, session) };
  }
  const wasm = runtime === 'native' ? undefined : wasmNetworks(new URL('neural/', MODELS));
  if (wasm !== undefined) return wasm;
  throw new ModelError(
    'MISSING_RUNTIME',
    `Expected the package ${NATIVE_ONNX} or this package's own runtime but neither can be loaded; "npm install ${NATIVE_ONNX}" gets the first, "npm run build" makes the second`,
  );
}
