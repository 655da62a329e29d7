import { availableParallelism } from 'node:os';
import { groupWorkers, type GroupWorkers } from '@dynamics-codec/workers/groups';
import { startThread } from '@dynamics-codec/workers/node';

/** Options of {@link groupThreads}. */
export interface GroupThreadsOptions {
  /** Number of threads; those of the machine when left out. Each holds the pictures of one group. */
  readonly threads?: number;
  /** Whether the jobs' models may run, as with `networks: nodeNetworks()`; true when left out. */
  readonly learned?: boolean;
  /** Module of a thread; the one of this package when left out. */
  readonly module?: URL;
}

/** Threads that encode groups of pictures; to be closed. */
export type GroupThreads = GroupWorkers;

/** What a thread makes its tools of. */
export type GroupThreadSettings = Required<Pick<GroupThreadsOptions, 'learned'>>;

/** Module of a thread. It is there as it was built; a checkout that runs from source has none. */
export const GROUP_THREAD = new URL('./group-thread.js', import.meta.url);

/**
 * Threads that encode groups of pictures side by side, for the option `groups` of `encode`. Streams are byte for byte those of
 * one thread. Two share a group that is a whole clip. Close them when done.
 * @throws InvalidOptionError for a number of threads below 1
 */
export function groupThreads({
  threads = availableParallelism(),
  learned = true,
  module = GROUP_THREAD,
}: GroupThreadsOptions = {}): GroupThreads {
  return groupWorkers({ threads, start: () => startThread(module), settings: { learned } });
}
