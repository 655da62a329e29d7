import type { StillDecoder, StillEncoder } from 'dynamics-codec/key';
import { browserStills } from '@dynamics-codec/browser';
import type { StillReply, StillRequest } from './still-protocol.js';

/** The still codec of a tab. Close it when done. */
export interface WorkerStills extends StillEncoder, StillDecoder {
  close(): void;
}

interface Waiting {
  readonly resolve: (payload: Uint8Array) => void;
  readonly reject: (reason: Error) => void;
}

/** Key pictures: encoded in a worker of its own, decoded by the browser. */
export function openWorkerStills(): WorkerStills {
  const worker = new Worker(new URL('./still-worker.ts', import.meta.url), { type: 'module', name: 'stills' });
  const waiting = new Map<number, Waiting>();
  let nextId = 0;
  const failAll = (message: string): void => {
    for (const { reject } of waiting.values()) reject(new Error(message));
    waiting.clear();
  };
  worker.onmessage = ({ data }: MessageEvent<StillReply>) => {
    const job = waiting.get(data.id);
    waiting.delete(data.id);
    if ('payload' in data) job?.resolve(data.payload);
    else job?.reject(new Error(data.problem));
  };
  worker.onerror = () => failAll('The AV1 encoder could not be started; reload the page');
  return {
    encode: (picture, options) =>
      new Promise((resolve, reject) => {
        const request: StillRequest = { id: nextId++, picture, options };
        waiting.set(request.id, { resolve, reject });
        worker.postMessage(request);
      }),
    decode: (payload, width, height) => browserStills().decode(payload, width, height),
    close: () => {
      worker.terminate();
      failAll('The AV1 encoder was closed');
    },
  };
}
