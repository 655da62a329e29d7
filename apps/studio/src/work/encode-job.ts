import type { EncodeOrder, EncodeResult, JobMessage, JobProgress } from './protocol.js';

/** A job could not be done. `code` is that of the error in the worker. */
export class JobError extends Error {
  override readonly name = 'JobError';

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Encodes in a worker.
 * @throws JobError; the signal's reason where it was raised, upon which the worker is ended at once
 */
export function encodeInWorker(
  order: EncodeOrder,
  onProgress: (progress: JobProgress) => void,
  signal: AbortSignal,
): Promise<EncodeResult> {
  const worker = new Worker(new URL('./encode-worker.ts', import.meta.url), { type: 'module', name: 'encode' });
  const outcome = new Promise<EncodeResult>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    worker.onerror = () => reject(new JobError('WORKER', 'The encoder could not be started; reload the page'));
    worker.onmessage = ({ data }: MessageEvent<JobMessage>) => {
      if (data.kind === 'progress') onProgress(data.progress);
      else if (data.kind === 'done') resolve(data.result);
      else reject(new JobError(data.code, data.message));
    };
    signal.throwIfAborted();
    worker.postMessage(order);
  });
  return outcome.finally(() => worker.terminate());
}
