import { availableParallelism } from 'node:os';
import { ModelError } from 'dynamics-codec';
import type { GroupRunner } from 'dynamics-codec/encoder';
import { CorruptStillError, UnsupportedStillError } from 'dynamics-codec/key';
import { InvalidOptionError } from 'dynamics-codec/picture';
import { WorkerPool } from '@dynamics-codec/workers';
import { pooledGroups, type GroupApi } from '@dynamics-codec/workers/groups';
import { startThread } from '@dynamics-codec/workers/node';
import { assertThreads } from '../thread-count.js';
import type { GroupThreadData } from './group-thread-data.js';

/** Options of {@link groupThreads}. */
export interface GroupThreadsOptions {
  /** Number of threads; those of the machine when left out. Each holds the pictures of one group. */
  readonly threads?: number;
  /** Whether the jobs' models may run, as with `networks: nodeNetworks()`; true when left out. */
  readonly learned?: boolean;
  /** Module of a thread; the one of this package when left out. */
  readonly module?: URL;
}

/**
 * Threads that encode groups of pictures, for the option `groups` of `encode`. Two share a group that is a whole clip. Close them
 * when done.
 */
export interface GroupThreads extends GroupRunner {
  close(): void;
}

/** Module of a thread. It is there as it was built; a checkout that runs from source has none. */
export const GROUP_THREAD = new URL('./group-thread.js', import.meta.url);

const ERRORS = { CorruptStillError, InvalidOptionError, ModelError, UnsupportedStillError };

/**
 * Threads that encode groups of pictures side by side. Streams are byte for byte those of one thread.
 * @throws InvalidOptionError for a number of threads below 1
 */
export function groupThreads(options: GroupThreadsOptions = {}): GroupThreads {
  const { threads = availableParallelism(), learned = true } = options;
  assertThreads(threads);
  const module = options.module ?? GROUP_THREAD;
  const workerData: GroupThreadData = { learned, assisted: threads > 1 };
  const pool = new WorkerPool<GroupApi>({
    size: threads,
    start: () => startThread(module, { workerData }),
    errors: ERRORS,
  });
  return { ...pooledGroups(pool, threads), close: () => pool.close() };
}
