import { availableParallelism } from 'node:os';
import { assertThreads, connectWorker } from '@dynamics-codec/workers';
import { frameWorkers, type FrameApi, type FrameWorkers } from '@dynamics-codec/workers/frames';
import { startThread } from '@dynamics-codec/workers/node';

/** Options of {@link frameThreads}. */
export interface FrameThreadsOptions {
  /** Number of threads; those of the machine when left out. Each holds the scenes on show. */
  readonly threads?: number;
  /** Module of a thread; the one of this package when left out. */
  readonly module?: URL;
}

/** Module of a thread. It is there as it was built; a checkout that runs from source has none. */
export const FRAME_THREAD = new URL('./frame-thread.js', import.meta.url);

/**
 * Threads that render pictures side by side, for the option `frames` of `Decoder.open`. Pictures are those of one thread. Threads
 * begin to pay from some hundred pictures of 512x512 on, since each takes a while to start. Close them when done.
 * @throws InvalidOptionError for a number of threads below 1
 */
export function frameThreads({
  threads = availableParallelism(),
  module = FRAME_THREAD,
}: FrameThreadsOptions = {}): FrameWorkers {
  assertThreads(threads);
  return frameWorkers(threads, (onLost) => connectWorker<FrameApi>(startThread(module), { onLost }));
}
