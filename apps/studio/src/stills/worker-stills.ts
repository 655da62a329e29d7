import type { StillDecoder, StillEncoder } from 'dynamics-codec/key';
import { browserStills } from '@dynamics-codec/browser';
import { connectWorker, WorkerError, type WorkerConnection } from '@dynamics-codec/workers';
import { startWorker } from '@dynamics-codec/workers/browser';
import type { StillApi } from './still-protocol.js';

/** The still codec of a tab. Close it when done. */
export interface WorkerStills extends StillEncoder, StillDecoder {
  close(): void;
}

/** Key pictures: encoded in a worker of its own, which starts with the first one, and decoded by the browser. */
export function openWorkerStills(): WorkerStills {
  const decoder = browserStills();
  let worker: WorkerConnection<StillApi> | undefined;
  return {
    encode(picture, options) {
      worker ??= startStills();
      return worker.call('encode', { picture, options }).catch(explain);
    },
    decode: (payload, width, height) => decoder.decode(payload, width, height),
    close: () => worker?.close(),
  };
}

function startStills(): WorkerConnection<StillApi> {
  return connectWorker(
    startWorker(() => new Worker(new URL('./still-worker.ts', import.meta.url), { type: 'module', name: 'stills' })),
  );
}

/** @throws whatever it is given, in the words of the studio where the worker itself failed */
function explain(error: unknown): never {
  if (!(error instanceof WorkerError)) throw error;
  const { code, reason } = error;
  const closed = code === 'WORKER_CLOSED';
  throw new WorkerError(
    code,
    closed ? 'The AV1 encoder was closed' : 'The AV1 encoder could not be started; reload the page',
    reason,
  );
}
