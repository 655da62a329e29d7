import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { connectWorker, type WorkerConnection } from '@dynamics-codec/workers';
import { startThread } from '@dynamics-codec/workers/node';
import { ModelError } from 'dynamics-codec/generator';
import type { NetworkHost } from './network-host.js';
import type { WasmThreadApi, WasmThreadData } from './wasm-thread-api.js';

/** The thread's module as it was built: it runs only where the runtime was built, too, and must be found from anywhere. */
const THREAD = new URL(
  'dist/media/wasm-thread.js',
  pathToFileURL(createRequire(import.meta.url).resolve('@dynamics-codec/node/package.json')),
);

/** One for the process, and kept: to start it takes a second, and a process gets little of its memory back when it ends. */
let running: WorkerConnection<WasmThreadApi> | undefined;

/**
 * Networks that run in WebAssembly, in a thread of their own; `undefined` where that or the runtime is not there.
 * @param folder with `onnx.js` and `onnx.wasm`
 */
export function wasmNetworks(folder: URL): NetworkHost | undefined {
  if (![THREAD, new URL('onnx.js', folder), new URL('onnx.wasm', folder)].every((file) => existsSync(file)))
    return undefined;
  const thread = (running ??= startedThread(folder));
  return {
    async open(model, bytes) {
      const network = await thread.call('open', { model, bytes }).catch(refuse);
      return {
        run: (inputs) => thread.call('run', { network, inputs }).catch(refuse),
        release: () => thread.call('release', { network }).catch(() => undefined),
      };
    },
  };
}

function startedThread(folder: URL): WorkerConnection<WasmThreadApi> {
  const workerData: WasmThreadData = { folder: folder.href };
  return connectWorker<WasmThreadApi>(startThread(THREAD, { workerData }), {
    errors: { ModelError },
    onLost: () => (running = undefined),
  });
}

function refuse(cause: unknown): never {
  if (cause instanceof ModelError) throw cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  throw new ModelError('MISSING_RUNTIME', `The thread that runs networks does not answer: ${reason}`, { cause });
}
