/** @file Groups of pictures that are encoded by workers: what a worker answers, and the runner that asks a pool of them. */
import {
  encodeGroup,
  type GroupJob,
  type GroupResult,
  type GroupRunner,
  type GroupStage,
  type GroupTools,
} from 'dynamics-codec/encoder';
import type { Context, Handlers } from './api.js';
import { assistantOver, type AssistantApi } from './assistant.js';
import type { WorkerPool } from './pool.js';
import { transferred } from './transfer.js';
import type { WorkerConnection } from './worker-connection.js';

export { assistantHandlers, type AssistantApi } from './assistant.js';

/** How far a group is: `share` of a stage, 0 to 1. */
export interface GroupProgress {
  readonly stage: GroupStage;
  readonly share: number;
}

/** What a worker that encodes groups can be asked. */
export interface GroupApi {
  encodeGroup(job: GroupJob, context: Context<GroupProgress>): Promise<GroupResult>;
}

/**
 * Answers {@link GroupApi}.
 * @param tools those of the worker's own thread, made when the first group is there
 * @param assistant starts a worker that takes shares of the work on groups that are a whole clip: nothing else keeps other
 *   threads busy then
 */
export function groupHandlers(
  tools: () => GroupTools,
  assistant?: () => WorkerConnection<AssistantApi>,
): Handlers<GroupApi> {
  let made: GroupTools | undefined;
  return {
    async encodeGroup(job, { signal, emit }) {
      made ??= tools();
      const onProgress = (stage: GroupStage, share: number): void => emit({ stage, share });
      const worker = job.whole ? assistant?.() : undefined;
      try {
        const assisted = worker === undefined ? made : { ...made, assistant: assistantOver(worker, signal) };
        return transferred(await encodeGroup(job, assisted, { signal, onProgress }));
      } finally {
        worker?.close();
      }
    },
  };
}

/** Encodes groups in a pool, as many side by side as it has workers. @param size of the pool */
export function pooledGroups(pool: WorkerPool<GroupApi>, size: number): GroupRunner {
  return {
    concurrency: size,
    encodeGroup: (job, { signal, onProgress }) =>
      pool.run('encodeGroup', job, { signal, onEvent: ({ stage, share }) => onProgress?.(stage, share) }),
  };
}
