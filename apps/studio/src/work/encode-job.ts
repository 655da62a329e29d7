import { DynamicsError } from 'dynamics-codec/picture';
import { connectWorker, WorkerError, type Api, type WorkerConnection } from '@dynamics-codec/workers';
import { startWorker } from '@dynamics-codec/workers/browser';
import type { AnimateApi, AnimateOrder, AnimateResult, AnimateStage } from './animate-protocol.js';
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
export function encodeInWorker(
  order: EncodeOrder,
  onProgress: (progress: JobProgress) => void,
  signal: AbortSignal,
): Promise<EncodeResult> {
  return inWorker<EncodeApi, EncodeResult>(
    () => new Worker(new URL('./encode-worker.ts', import.meta.url), { type: 'module', name: 'encode' }),
    (worker) => worker.call('encode', order, { signal, onEvent: onProgress }),
  );
}

/**
 * Animates a photograph in a worker of its own.
 * @param onStage told what is being done
 * @throws as {@link encodeInWorker}; ModelError where a network cannot be loaded
 */
export function animateInWorker(
  order: AnimateOrder,
  onStage: (stage: AnimateStage) => void,
  signal: AbortSignal,
): Promise<AnimateResult> {
  return inWorker<AnimateApi, AnimateResult>(
    () => new Worker(new URL('./animate-worker.ts', import.meta.url), { type: 'module', name: 'animate' }),
    (worker) => worker.call('animate', order, { signal, onEvent: onStage }),
  );
}

async function inWorker<A extends Api<A>, R>(
  start: () => Worker,
  work: (worker: WorkerConnection<A>) => Promise<R>,
): Promise<R> {
  const worker = connectWorker<A>(startWorker(start));
  try {
    return await work(worker);
  } catch (error) {
    if (error instanceof WorkerError) throw new JobError('WORKER', 'The encoder could not be started; reload the page');
    throw error;
  } finally {
    worker.close();
  }
}
