import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { DynamicsError } from 'dynamics-codec/picture';
import type { DecodeJob, DecodeResult, EncodeJob, EncodeResult } from './stages.js';
import type { WorkerAnswer } from './worker.js';

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
 * @throws PointFailedError where the stage throws or the process dies
 */
export const runInChild: StageRunner = (job: EncodeJob | DecodeJob, signal?: AbortSignal): Promise<never> =>
  new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('./worker.js', import.meta.url)), [], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: { ...process.env, SVT_LOG: '-1' },
      ...(signal ? { signal } : {}),
    });
    let answered = false;
    child.once('message', (message: WorkerAnswer) => {
      answered = true;
      if ('error' in message)
        reject(new PointFailedError(`${job.codec} could not ${job.stage} ${job.setting.id}: ${message.error}`));
      else resolve(message.result as never);
    });
    child.once('error', (cause) => reject(new PointFailedError(`The process of ${job.codec} failed`, { cause })));
    child.once('exit', (code, killedBy) => {
      if (!answered)
        reject(
          new PointFailedError(
            `The process of ${job.codec} ended early at ${job.stage} of ${job.setting.id} (${killedBy ?? code ?? 'unknown'})`,
          ),
        );
    });
    child.send(job);
  });
