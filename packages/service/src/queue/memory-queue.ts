import type { Order } from '../order.js';
import type { JobMetrics } from '../job-metrics.js';
import type { OrderPerformer } from '../perform-order.js';
import type { JobJournal, KeptJob } from './job-journal.js';
import type { JobQueue, JobResult, JobState, JobView } from './job-queue.js';
import { resultOf } from './job-result.js';
import { orderId } from './order-id.js';

/** How a {@link MemoryQueue} runs. */
export interface MemoryQueueOptions {
  /** Jobs at a time. */
  readonly jobs: number;
  readonly performer: Pick<OrderPerformer, 'perform'>;
  readonly metrics: JobMetrics;
  /** Most jobs that have ended are remembered. */
  readonly remembered?: number;
  /** Where jobs are kept beyond this process; closed with the queue. Nowhere when left out. */
  readonly journal?: JobJournal | undefined;
}

interface Entry {
  state: JobState;
  progress: number;
  attempts: number;
  order: Order;
  result?: JobResult;
  reason?: string;
  stop: AbortController;
}

const DEFAULT_REMEMBERED = 10_000;

/** A queue within this process, which does its jobs itself. Those of its journal it knows again: what did not end waits. */
export class MemoryQueue implements JobQueue {
  private readonly entries = new Map<string, Entry>();
  private readonly waiting: string[] = [];
  private running = 0;
  private closed = false;
  private readonly ends = new Set<Promise<void>>();

  constructor(private readonly options: MemoryQueueOptions) {
    for (const [id, { result, reason, ...job }] of options.journal?.entries() ?? []) {
      const entry: Entry = { ...job, progress: result === undefined ? 0 : 1, stop: new AbortController() };
      if (result !== undefined) entry.result = result;
      if (reason !== undefined) entry.reason = reason;
      this.entries.set(id, entry);
      if (job.state === 'waiting') this.waiting.push(id);
    }
    this.next();
  }

  /** Queues orders; one that is there already is not queued again. */
  async add(orders: readonly Order[]): Promise<string[]> {
    const ids = orders.map(orderId);
    for (const [i, id] of ids.entries()) {
      if (this.entries.has(id)) continue;
      const entry: Entry = {
        state: 'waiting',
        progress: 0,
        attempts: 0,
        order: orders[i]!,
        stop: new AbortController(),
      };
      // A job that cannot be kept is not accepted.
      this.options.journal?.set(id, keptOf(entry));
      this.entries.set(id, entry);
      this.waiting.push(id);
    }
    this.next();
    return Promise.resolve(ids);
  }

  /** A job by its id. */
  get(id: string): Promise<JobView | undefined> {
    const entry = this.entries.get(id);
    return Promise.resolve(entry === undefined ? undefined : viewOf(id, entry));
  }

  /** Jobs of a state, in the order in which they were queued. */
  list(state: JobState, first: number, count: number): Promise<JobView[]> {
    const found = [...this.entries].filter(([, entry]) => entry.state === state);
    return Promise.resolve(found.slice(first, first + count).map(([id, entry]) => viewOf(id, entry)));
  }

  /** How many jobs are in which state. */
  counts(): Promise<Readonly<Record<JobState, number>>> {
    const counts = { waiting: 0, active: 0, done: 0, failed: 0 };
    for (const { state } of this.entries.values()) counts[state]++;
    return Promise.resolve(counts);
  }

  /** Gives a job up that waits or runs. */
  cancel(id: string): Promise<boolean> {
    const entry = this.entries.get(id);
    if (entry === undefined || entry.state === 'done' || entry.state === 'failed') return Promise.resolve(false);
    if (entry.state === 'waiting') {
      this.waiting.splice(this.waiting.indexOf(id), 1);
      this.drop(id);
    } else entry.stop.abort(new Error('The job was cancelled'));
    return Promise.resolve(true);
  }

  /** Queues failed jobs again. */
  retry(ids: readonly string[] = [...this.entries.keys()]): Promise<number> {
    let count = 0;
    for (const id of ids) {
      const entry = this.entries.get(id);
      if (entry?.state !== 'failed') continue;
      const order = { ...entry.order, retry: true };
      const again: Entry = { ...entry, state: 'waiting', order, stop: new AbortController() };
      this.entries.set(id, again);
      this.keep(id, again);
      this.waiting.push(id);
      count++;
    }
    this.next();
    return Promise.resolve(count);
  }

  /** Gives up what runs, and begins nothing more; a journal has it as waiting. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    for (const { stop } of this.entries.values()) stop.abort(new Error('The server was stopped'));
    await Promise.all(this.ends);
    this.options.journal?.close();
  }

  private next(): void {
    while (!this.closed && this.running < this.options.jobs) {
      const id = this.waiting.shift();
      const entry = id === undefined ? undefined : this.entries.get(id);
      if (id === undefined || entry === undefined) return;
      this.running++;
      const end = this.perform(id, entry).then(() => {
        this.ends.delete(end);
        this.running--;
        this.forget();
        this.next();
      });
      this.ends.add(end);
    }
  }

  private async perform(id: string, entry: Entry): Promise<void> {
    const { performer, metrics } = this.options;
    entry.state = 'active';
    entry.attempts++;
    const end = metrics.begin();
    try {
      const onProgress = (fraction: number): void => void (entry.progress = fraction);
      entry.result = resultOf(await performer.perform(entry.order, { signal: entry.stop.signal, onProgress }));
      entry.progress = 1;
      delete entry.reason;
      entry.state = 'done';
      end(entry.result.state);
    } catch (error) {
      entry.reason = (error as Error).message;
      entry.state = 'failed';
      end('failed');
      if (this.closed) return;
    }
    this.keep(id, entry);
  }

  /** Writes down what became of a job. Where the disk is full, it is done again after a restart, to the same stream. */
  private keep(id: string, entry: Entry | undefined): void {
    try {
      this.options.journal?.set(id, entry && keptOf(entry));
    } catch {
      // As said above.
    }
  }

  private drop(id: string): void {
    this.entries.delete(id);
    this.keep(id, undefined);
  }

  /** Forgets the oldest jobs that have ended. */
  private forget(): void {
    const { remembered = DEFAULT_REMEMBERED } = this.options;
    for (const [id, { state }] of this.entries) {
      if (this.entries.size <= remembered) return;
      if (state === 'done' || state === 'failed') this.drop(id);
    }
  }
}

function keptOf({ state, attempts, order, result, reason }: Entry): KeptJob {
  return { state: state === 'active' ? 'waiting' : state, attempts, order, result, reason };
}

function viewOf(id: string, { state, progress, order, attempts, result, reason }: Entry): JobView {
  return {
    id,
    state,
    progress,
    order,
    attempts,
    ...(result === undefined ? {} : { result }),
    ...(reason === undefined ? {} : { reason }),
  };
}
