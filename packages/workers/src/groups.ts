/** @file Groups of pictures that are encoded by workers: what a worker answers, and the runner that asks a pool of them. */
import {
  encodeGroup,
  encoderPlan,
  isLarge,
  type GroupJob,
  type GroupResult,
  type GroupRunner,
  type GroupStage,
  type GroupTools,
} from 'dynamics-codec/encoder';
import { ModelError } from 'dynamics-codec/generator';
import { CorruptStillError, NoStillDecoderError, UnsupportedStillError } from 'dynamics-codec/key';
import { InvalidOptionError } from 'dynamics-codec/picture';
import type { Context, Handlers } from './api.js';
import { assistantHandlers, assistantOver, type AssistantApi } from './assistant.js';
import { WorkerPool, type PoolOptions } from './pool.js';
import type { RunningWorker } from './port.js';
import { assertThreads } from './thread-count.js';
import { transferred } from './transfer.js';
import { connectWorker } from './worker-connection.js';

/** A group to encode, and how. Plain data. */
export interface GroupOrder<S> {
  readonly job: GroupJob;
  /** Whether the worker shares a group that is a whole clip with one more: nothing else keeps other threads busy then. */
  readonly assisted: boolean;
  /** What its tools are made of. */
  readonly settings: S;
}

/** How far a group is: `share` of a stage, 0 to 1. */
export interface GroupProgress {
  readonly stage: GroupStage;
  readonly share: number;
}

/** What a worker that encodes groups can be asked. */
export interface GroupApi<S> {
  encodeGroup(order: GroupOrder<S>, context: Context<GroupProgress>): Promise<GroupResult>;
}

/**
 * Answers {@link GroupApi}, and as the assistant of another such worker.
 * @param tools those of the worker's own thread, made when the first group is there
 * @param startAssistant starts one more worker of this kind, where the platform lets a worker start one
 */
export function groupHandlers<S>(
  tools: (settings: S) => GroupTools,
  startAssistant: () => RunningWorker | undefined,
): Handlers<GroupApi<S> & AssistantApi> {
  let made: GroupTools | undefined;
  return {
    ...assistantHandlers(),
    async encodeGroup({ job, assisted, settings }, { signal, emit }) {
      made ??= tools(settings);
      const onProgress = (stage: GroupStage, share: number): void => emit({ stage, share });
      const started = assisted && isWorthSharing(job) ? startAssistant() : undefined;
      const worker = started && connectWorker<AssistantApi>(started);
      try {
        const assistedTools = worker === undefined ? made : { ...made, assistant: assistantOver(worker, signal) };
        return transferred(await encodeGroup(job, assistedTools, { signal, onProgress }));
      } finally {
        worker?.close();
      }
    },
  };
}

/**
 * Whether an assistant takes more work over than it makes: of a group that is a whole clip. In a hurry motion is judged on
 * reduced pictures, and a large key picture takes longer to send and to reduce once more than half of the judging.
 */
function isWorthSharing({ whole, preset, frames }: GroupJob): boolean {
  return whole && !(encoderPlan(preset).reduced && isLarge(frames[0]!));
}

/** A {@link GroupRunner} to close when done. */
export interface GroupWorkers extends GroupRunner {
  /** Ends the workers; open calls reject with `WORKER_CLOSED`. */
  close(): void;
}

/** Options of {@link groupWorkers}. */
export interface GroupWorkersOptions<S> extends Pick<PoolOptions, 'start'> {
  /** Most workers at a time. Each holds a copy of the pictures of the group that it encodes. */
  readonly threads: number;
  /** What the workers make their tools of: plain data, the same for all groups. */
  readonly settings: S;
}

const ERRORS = { CorruptStillError, InvalidOptionError, ModelError, NoStillDecoderError, UnsupportedStillError };

/**
 * Encodes groups in workers, one at a time in each. Where there are two, they share a group that is a whole clip. Streams are byte
 * for byte those of one thread.
 * @throws InvalidOptionError for a number of threads below 1
 */
export function groupWorkers<S>({ threads, start, settings }: GroupWorkersOptions<S>): GroupWorkers {
  assertThreads(threads);
  const pool = new WorkerPool<GroupApi<S>>({ size: threads, start, errors: ERRORS });
  return {
    concurrency: threads,
    encodeGroup: (job, { signal, onProgress }) =>
      pool.run(
        'encodeGroup',
        { job, assisted: threads > 1, settings },
        { signal, onEvent: ({ stage, share }) => onProgress?.(stage, share) },
      ),
    close: () => pool.close(),
  };
}
