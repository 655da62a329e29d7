import { UnrecoverableError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { OrderPerformer } from '../perform-order.js';
import { orderFrom, OrderError, type Order } from '../order.js';
import type { JobMetrics } from '../job-metrics.js';
import type { JobResult } from './job-queue.js';
import { resultOf } from './job-result.js';
import { CANCELLED, type OrderJob } from './redis-queue.js';
import { QUEUE, redisConnection } from './redis-connection.js';

/** How a {@link QueueWorker} runs. */
export interface QueueWorkerOptions {
  readonly redis: string;
  /** Jobs at a time. */
  readonly jobs: number;
  /** Most jobs that all workers begin in so many seconds. */
  readonly rate?: { readonly jobs: number; readonly seconds: number } | undefined;
  /** After so many seconds without a sign of life, a worker's jobs are given to others. */
  readonly lockSeconds: number;
  readonly performer: OrderPerformer;
  readonly metrics: JobMetrics;
  readonly log: Logger;
}

/** How often a worker looks whether its jobs were given up. Milliseconds. */
const LOOK_MS = 1000;
/** A job whose workers died so often is not given to another: it may be what kills them. */
const MOST_DEATHS = 10;
/** Errors that another try does not mend. */
const FINAL = new Set([
  'REFUSED_PLACE',
  'TOO_LARGE_INPUT',
  'BAD_ORDER',
  'NOT_A_VIDEO',
  'UNSUPPORTED',
  'LIMIT',
  'INVALID_OPTION',
  'NO_FRAMES',
]);
/** Progress is written this seldom. Milliseconds. */
const PROGRESS_MS = 500;

/** Takes jobs from the queue and does them. Where it dies, its jobs are taken by others. */
export class QueueWorker {
  private readonly redis: Redis;
  private readonly worker: Worker<Order, JobResult>;
  private readonly running = new Map<string, AbortController>();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly options: QueueWorkerOptions) {
    const { redis, jobs, rate, lockSeconds, log } = options;
    this.redis = redisConnection(redis);
    this.worker = new Worker<Order, JobResult>(QUEUE, (job) => this.perform(job), {
      connection: this.redis,
      concurrency: jobs,
      lockDuration: 1000 * lockSeconds,
      stalledInterval: 1000 * lockSeconds,
      maxStalledCount: MOST_DEATHS,
      ...(rate === undefined ? {} : { limiter: { max: rate.jobs, duration: 1000 * rate.seconds } }),
    });
    this.worker.on('error', ({ message }) => log.warn({ error: message }, 'the queue cannot be reached'));
    this.worker.on('stalled', (id) => log.warn({ job: id }, 'a worker was lost: its job is taken again'));
    this.worker.on('lockRenewalFailed', (ids) => {
      // Somebody else has these jobs by now.
      for (const id of ids) this.running.get(id)?.abort();
    });
    this.timer = setInterval(() => void this.look().catch(() => undefined), LOOK_MS);
  }

  /** Whether Redis answers. */
  get isReady(): boolean {
    return this.redis.status === 'ready';
  }

  /** Takes no more jobs. @param patience milliseconds for those that run; then they go back into the queue */
  async close(patience: number): Promise<void> {
    const closing = this.worker.close();
    const timer = setTimeout(() => {
      for (const stop of this.running.values()) stop.abort(new ShutdownError());
    }, patience);
    await closing;
    clearTimeout(timer);
    clearInterval(this.timer);
    this.redis.disconnect();
  }

  private async perform(job: OrderJob): Promise<JobResult> {
    const { log, metrics, performer } = this.options;
    const id = job.id ?? '';
    const stop = new AbortController();
    this.running.set(id, stop);
    const end = metrics.begin();
    let told = 0;
    try {
      await this.look();
      stop.signal.throwIfAborted();
      const result = await performer.perform(orderFrom(job.data), {
        signal: stop.signal,
        onProgress: (fraction) => {
          if (performance.now() - told < PROGRESS_MS) return;
          told = performance.now();
          void job.updateProgress(Math.round(1000 * fraction) / 1000).catch(() => undefined);
        },
      });
      const done = resultOf(result);
      end(done.state);
      log.info({ job: id, input: job.data.input, output: job.data.output, ...done }, 'done');
      return done;
    } catch (error) {
      const { message } = error as Error;
      const code = (error as { code?: unknown }).code;
      end('failed');
      log.warn({ job: id, input: job.data.input, code, error: message, attempt: job.attemptsMade + 1 }, 'failed');
      if (error instanceof CancelledError || error instanceof OrderError || FINAL.has(String(code)))
        throw new UnrecoverableError(message);
      throw error;
    } finally {
      this.running.delete(id);
    }
  }

  /** Gives up the jobs that are to be. */
  private async look(): Promise<void> {
    const ids = [...this.running.keys()];
    if (ids.length === 0) return;
    const cancelled = await this.redis.smismember(CANCELLED, ...ids);
    for (const [i, id] of ids.entries()) if (cancelled[i] === 1) this.running.get(id)?.abort(new CancelledError());
  }
}

/** A job was given up by whoever wanted it. */
class CancelledError extends Error {
  override readonly name = 'CancelledError';
  override readonly message = 'The job was cancelled';
}

/** A worker is told to leave. */
class ShutdownError extends Error {
  override readonly name = 'ShutdownError';
  override readonly message = 'The worker was stopped while it was at work; the job is tried again';
}
