import { DynamicsError } from 'dynamics-codec/picture';
import { connectWorker, WorkerError } from '@dynamics-codec/workers';
import { startProcess } from '@dynamics-codec/workers/node';
import type { DecodeJob, DecodeResult, EncodeJob, EncodeResult, StageApi } from './stages.js';

/** One point of the bench could not be measured; the run goes on without it. */
export class PointFailedError extends DynamicsError {
  override readonly name = 'PointFailedError';
  readonly code = 'POINT_FAILED';
}

/** Runs stages; see `runStage` for one in this process. */
export interface StageRunner {
  (job: EncodeJob, signal?: AbortSignal): Promise<EncodeResult>;
  (job: DecodeJob, signal?: AbortSignal): Promise<DecodeResult>;
}

/**
 * Runs a stage in a process of its own, at low priority where the caller has it. Needs the built package.
 * @throws PointFailedError where the stage throws or the process dies; the signal's reason, upon which the process is ended
 */
export const runInChild = (async (job: EncodeJob | DecodeJob, signal?: AbortSignal) => {
  const child = connectWorker<StageApi>(
    startProcess(new URL('./worker.js', import.meta.url), { env: { ...process.env, SVT_LOG: '-1' } }),
  );
  try {
    return await (job.stage === 'encode'
      ? child.call('encode', job, { signal })
      : child.call('decode', job, { signal }));
  } catch (cause) {
    signal?.throwIfAborted();
    throw new PointFailedError(whatFailed(job, cause), { cause });
  } finally {
    child.close();
  }
}) as StageRunner;

function whatFailed({ codec, stage, setting }: EncodeJob | DecodeJob, cause: unknown): string {
  if (cause instanceof WorkerError)
    return `The process of ${codec} ended early at ${stage} of ${setting.id} (${cause.reason})`;
  return `${codec} could not ${stage} ${setting.id}: ${cause instanceof Error ? cause.message : String(cause)}`;
}
