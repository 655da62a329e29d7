import type { Order } from '../order.js';

/** States of a job. `failed` jobs are the dead letters: they stay until they are queued again or removed. */
export const JOB_STATES = ['waiting', 'active', 'done', 'failed'] as const;

/** One of {@link JOB_STATES}. */
export type JobState = (typeof JOB_STATES)[number];

/** A job as others see it. */
export interface JobView {
  readonly id: string;
  readonly state: JobState;
  /** 0 to 1 */
  readonly progress: number;
  readonly order: Order;
  readonly attempts: number;
  /** Of a job that is done. */
  readonly result?: JobResult;
  /** Why it failed, or failed last. */
  readonly reason?: string;
}

/** What a queue keeps of a job that is done; the rest is in the report beside the stream. */
export interface JobResult {
  readonly state: 'done' | 'kept';
  readonly bytes: number;
  readonly frames: number;
  readonly sha256: string;
}

/** How orders are queued. */
export interface AddOptions {
  /** 1 is first, 2,097,152 last. */
  readonly priority?: number | undefined;
  /** How often a job is tried in all. */
  readonly attempts?: number | undefined;
}

/** Jobs that wait, run or have ended, wherever they are done. */
export interface JobQueue {
  /** Queues orders. An order that is queued, runs or is done already is not queued again. @returns their ids, in order */
  add(orders: readonly Order[], options?: AddOptions): Promise<string[]>;
  get(id: string): Promise<JobView | undefined>;
  list(state: JobState, first: number, count: number): Promise<JobView[]>;
  counts(): Promise<Readonly<Record<JobState, number>>>;
  /** Gives a job up that waits or runs. @returns whether there was one */
  cancel(id: string): Promise<boolean>;
  /** Queues dead letters again. @param ids all of them when left out @returns how many */
  retry(ids?: readonly string[]): Promise<number>;
  close(): Promise<void>;
}
