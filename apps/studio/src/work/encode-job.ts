import { DynamicsError } from 'dynamics-codec/picture';
import { connectWorker, WorkerError } from '@dynamics-codec/workers';
import { startWorker } from '@dynamics-codec/workers/browser';
import type { EncodeApi, EncodeOrder, EncodeResult, JobProgress } from './protocol.js';

/** The studio could not begin a job: `WORKER` its encoder does not start, `SAMPLE` its sample clip is not there. */
export class JobError extends DynamicsError {
  override readonly name = 'JobError';

  constructor(
    readonly code: 'WORKER' | 'SAMPLE',
    message: string,
  ) {
    super(message);
  }
}

/**
 * Encodes in a worker of its own.
 * @throws JobError `WORKER`; DynamicsError with the code of the error in the worker; the signal's reason where it was
 *   raised, upon which the worker is ended at once
 */
export async function encodeInWorker(
  order: EncodeOrder,
  onProgress: (progress: JobProgress) => void,
  signal: AbortSignal,
): Promise<EncodeResult> {
  const worker = connectWorker<EncodeApi>(
    startWorker(() => new Worker(new URL('./encode-worker.ts', import.meta.url), { type: 'module', name: 'encode' })),
  );
  try {
    return await worker.call('encode', order, { signal, onEvent: onProgress });
  } catch (error) {
    if (error instanceof WorkerError) throw new JobError('WORKER', 'The encoder could not be started; reload the page');
    throw error;
  } finally {
    worker.close();
  }
}
