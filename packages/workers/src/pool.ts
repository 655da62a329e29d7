import type { Api, CallArguments, CallOptions, ResultOf } from './api.js';
import type { ErrorClasses } from './crossing-error.js';
import { WorkerError } from './errors.js';
import type { RunningWorker } from './port.js';
import { connectWorker, type WorkerConnection } from './worker-connection.js';

/** How a {@link WorkerPool} is made. */
export interface PoolOptions {
  /** Most workers at a time, at least 1. */
  readonly size: number;
  /** Starts a worker that serves the pool's interface. Called when a task has to wait and there are fewer than `size`. */
  readonly start: () => RunningWorker;
  /** As in `connect`. */
  readonly errors?: ErrorClasses;
}

/** A call that waits for a worker. */
interface Task<A extends Api<A>> {
  run(worker: WorkerConnection<A>): void;
  readonly reject: (error: Error) => void;
}

/**
 * Workers that share calls out among them: one call at a time each, in the order in which they were made. Workers are
 * started when there is something to do, and stay. One that is lost takes its call with it (`WORKER_LOST`); another is
 * started in its place when there is something to do. A call that was given up keeps its worker until that answers.
 */
export class WorkerPool<A extends Api<A>> {
  private readonly workers: WorkerConnection<A>[] = [];
  private readonly queue: Task<A>[] = [];
  private closed = false;

  constructor(private readonly options: PoolOptions) {}

  /**
   * Calls a function in the next worker that is free. Buffers that are marked to move do so when the call begins.
   * @throws as `Connection.call`; WorkerError `WORKER_LOST` where no worker can be started
   */
  run<K extends keyof A & string>(method: K, ...rest: CallArguments<A[K]>): Promise<ResultOf<A[K]>> {
    const { signal } = (rest[1] ?? {}) as CallOptions<unknown>;
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (this.closed) throw closedError();
      const giveUp = (): void => {
        this.queue.splice(this.queue.indexOf(task), 1);
        task.reject(signal?.reason as Error);
      };
      const leaveQueue = (): void => signal?.removeEventListener('abort', giveUp);
      const task: Task<A> = {
        run: (worker) => {
          leaveQueue();
          worker
            .call(method, ...rest)
            .then(resolve, reject)
            .finally(() => this.next());
        },
        reject: (error) => {
          leaveQueue();
          reject(error);
        },
      };
      signal?.addEventListener('abort', giveUp);
      this.queue.push(task);
      this.next();
    });
  }

  /** Ends all workers. Calls that are open or waiting reject with `WORKER_CLOSED`. */
  close(): void {
    this.closed = true;
    for (const { reject } of this.queue.splice(0)) reject(closedError());
    for (const { close } of this.workers.splice(0)) close();
  }

  private next(): void {
    while (this.queue.length > 0) {
      let worker = this.workers.find(({ busy }) => !busy);
      if (worker === undefined && this.workers.length >= this.options.size) return;
      const task = this.queue.shift()!;
      try {
        worker ??= this.begin();
        task.run(worker);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        task.reject(new WorkerError('WORKER_LOST', `The worker could not be started: ${reason}`, reason));
      }
    }
  }

  private begin(): WorkerConnection<A> {
    const { errors, start } = this.options;
    const worker = connectWorker<A>(start(), {
      ...(errors === undefined ? {} : { errors }),
      onBusy: (busy) => !busy && this.next(),
      onLost: () => void this.workers.splice(this.workers.indexOf(worker), 1),
    });
    this.workers.push(worker);
    return worker;
  }
}

function closedError(): WorkerError {
  return new WorkerError('WORKER_CLOSED', 'The pool of workers was closed before it had answered');
}
