import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { connectWorker, type WorkerConnection } from '@dynamics-codec/workers';
import { startThread } from '@dynamics-codec/workers/node';
import { ModelError } from 'dynamics-codec/generator';
import type { NetworkHost } from './network-host.js';
import type { NetworkThreadApi } from './network-thread-api.js';

/** Where the modules of threads lie as they were built: threads take no TypeScript. */
const BUILT = new URL(
  'dist/media/',
  pathToFileURL(createRequire(import.meta.url).resolve('@dynamics-codec/node/package.json')),
);

/** Threads of the process by what they were started for, and kept: to start one takes a second, and little of its memory comes back. */
const running = new Map<string, WorkerConnection<NetworkThreadApi>>();

/**
 * Networks that run in a thread of their own; `undefined` where its module was not built.
 * @param module name of the thread's module
 * @param workerData what it is told when it starts: threads that are told the same are one
 */
export function threadHost(module: string, workerData: object): NetworkHost | undefined {
  const file = new URL(module, BUILT);
  if (!existsSync(file)) return undefined;
  const key = JSON.stringify([module, workerData]);
  const thread =
    running.get(key) ??
    connectWorker<NetworkThreadApi>(startThread(file, { workerData }), {
      errors: { ModelError },
      onLost: () => running.delete(key),
    });
  running.set(key, thread);
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

function refuse(cause: unknown): never {
  if (cause instanceof ModelError) throw cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  throw new ModelError('MISSING_RUNTIME', `The thread that runs networks does not answer: ${reason}`, { cause });
}
