import { Queue, type Job, type JobType } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Order } from '../order.js';
import type { AddOptions, JobQueue, JobResult, JobState, JobView } from './job-queue.js';
import { orderId } from './order-id.js';
import { QUEUE, redisConnection } from './redis-connection.js';

/** What BullMQ calls the states of a job. */
const TYPES: Readonly<Record<JobState, readonly JobType[]>> = {
  waiting: ['waiting', 'prioritized', 'delayed'],
  active: ['active'],
  done: ['completed'],
  failed: ['failed'],
};
const DEFAULT_ATTEMPTS = 3;
/** The pause before the first repetition; each further one is twice as long. Milliseconds. */
const BACK_OFF_MS = 2000;
/** Orders that are sent to Redis at a time. */
const CHUNK = 500;

/** Key of the set of jobs that are to be given up. */
export const CANCELLED = `${QUEUE}:cancelled`;

/** A job of the queue. */
export type OrderJob = Job<Order, JobResult>;

/** The queue on Redis, for any number of producers and workers. */
export class RedisQueue implements JobQueue {
  private readonly redis: Redis;
  private readonly queue: Queue<Order, JobResult, 'encode'>;

  constructor(url: string) {
    this.redis = redisConnection(url);
    this.queue = new Queue<Order, JobResult, 'encode'>(QUEUE, { connection: this.redis });
    this.queue.on('error', () => undefined);
  }

  async add(orders: readonly Order[], { priority, attempts = DEFAULT_ATTEMPTS }: AddOptions = {}): Promise<string[]> {
    const ids = orders.map(orderId);
    for (let first = 0; first < orders.length; first += CHUNK) {
      await this.queue.addBulk(
        orders.slice(first, first + CHUNK).map((data, i) => ({
          name: 'encode',
          data,
          opts: {
            jobId: ids[first + i]!,
            attempts,
            backoff: { type: 'exponential', delay: BACK_OFF_MS, jitter: 0.5 },
            ...(priority === undefined ? {} : { priority }),
          },
        })),
      );
    }
    return ids;
  }

  /** A job by its id. */
  async get(id: string): Promise<JobView | undefined> {
    const job = await this.queue.getJob(id);
    return job === undefined ? undefined : viewOf(job, await stateOf(job));
  }

  /** Jobs of a state, the newest last where they wait. */
  async list(state: JobState, first: number, count: number): Promise<JobView[]> {
    const jobs = await this.queue.getJobs([...TYPES[state]], first, first + count - 1);
    return jobs.map((job) => viewOf(job, state));
  }

  /** How many jobs are in which state. */
  async counts(): Promise<Readonly<Record<JobState, number>>> {
    const counts = await this.queue.getJobCounts();
    const sum = (state: JobState): number => TYPES[state].reduce((all, type) => all + (counts[type] ?? 0), 0);
    return { waiting: sum('waiting'), active: sum('active'), done: sum('done'), failed: sum('failed') };
  }

  async cancel(id: string): Promise<boolean> {
    const job = await this.queue.getJob(id);
    const state = job === undefined ? undefined : await stateOf(job);
    if (job === undefined || state === 'done' || state === 'failed') return false;
    await this.redis.sadd(CANCELLED, id);
    // One that runs is locked; its worker sees that it is to be given up.
    if (state === 'waiting') await job.remove().catch(() => undefined);
    return true;
  }

  async retry(ids?: readonly string[]): Promise<number> {
    const jobs =
      ids === undefined
        ? await this.queue.getJobs(['failed'])
        : await Promise.all(ids.map((id) => this.queue.getJob(id)));
    let count = 0;
    for (const job of jobs) {
      if (job?.id === undefined || !(await job.isFailed())) continue;
      await this.redis.srem(CANCELLED, job.id);
      await job.updateData({ ...job.data, retry: true });
      await job.retry('failed', { resetAttemptsMade: true });
      count++;
    }
    return count;
  }

  /** Lets go of Redis; jobs stay. */
  async close(): Promise<void> {
    await this.queue.close();
    this.redis.disconnect();
  }
}

async function stateOf(job: OrderJob): Promise<JobState> {
  const type = await job.getState();
  if (type === 'completed') return 'done';
  return type === 'active' || type === 'failed' ? type : 'waiting';
}

function viewOf(job: OrderJob, state: JobState): JobView {
  return {
    id: job.id ?? '',
    state,
    progress: state === 'done' ? 1 : typeof job.progress === 'number' ? job.progress : 0,
    order: job.data,
    attempts: job.attemptsMade,
    ...(state === 'done' ? { result: job.returnvalue } : {}),
    ...(job.failedReason ? { reason: job.failedReason } : {}),
  };
}
