/** @file Groups of pictures that are encoded in workers: what a page or a worker asks, and what such a worker answers. */
import type { GroupTools } from 'dynamics-codec/encoder';
import { clamp } from 'dynamics-codec/math';
import { serveWorker, startWorker } from '@dynamics-codec/workers/browser';
import { groupHandlers, groupWorkers, type GroupApi, type GroupWorkers } from '@dynamics-codec/workers/groups';

/** Most workers that are started unless more are asked for: each holds the pictures of one group. */
const MOST_THREADS = 8;

/** Workers that encode groups of pictures; to be closed. */
export type GroupThreads = GroupWorkers;

/** Options of {@link groupThreads}. */
export interface GroupThreadsOptions<S> {
  /**
   * Starts a worker whose module calls {@link serveGroups}. Bundlers find it only where it is written out:
   * `() => new Worker(new URL('./group-worker.js', import.meta.url), { type: 'module' })`.
   */
  readonly start: () => Worker;
  /** Most workers at a time; {@link spareThreads} when left out. Each holds the pictures of one group. */
  readonly threads?: number;
  /** What the workers make their tools of: anything that can be cloned. */
  readonly settings?: S;
}

/** Threads of the machine but for one, which is the page's own: at least 1, at most 8. */
export function spareThreads(): number {
  return clamp(navigator.hardwareConcurrency - 1, 1, MOST_THREADS);
}

/**
 * Workers that encode groups of pictures side by side, for the option `groups` of `encode`. Streams are byte for byte those of
 * one thread. Two share a group that is a whole clip. Workers are started when there is something to do. Close them when done.
 * @throws InvalidOptionError for a number of threads below 1
 */
export function groupThreads<S = undefined>({
  start,
  threads = spareThreads(),
  settings,
}: GroupThreadsOptions<S>): GroupThreads {
  return groupWorkers({ threads, start: () => startWorker(start), settings });
}

/**
 * Encodes groups in a worker that {@link groupThreads} started.
 * @param tools makes the still codec of this worker, and the networks where it has any, of the `settings` that were given
 */
export function serveGroups(tools: (settings: never) => GroupTools): void {
  serveWorker<GroupApi<never>>(groupHandlers(tools, startAssistant));
}

/** One more worker of the script that runs; `undefined` where workers can start none. */
function startAssistant() {
  return typeof Worker === 'undefined'
    ? undefined
    : startWorker(() => new Worker(location.href, { type: 'module', name: 'assistant' }));
}
