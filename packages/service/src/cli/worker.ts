import { once } from 'node:events';
import { pino } from 'pino';
import type { z } from 'zod';
import { startHealthServer } from '../health-server.js';
import { JobMetrics } from '../job-metrics.js';
import { OrderPerformer } from '../perform-order.js';
import { QueueWorker } from '../queue/queue-worker.js';
import { assertRedis } from '../queue/redis-connection.js';
import { RedisQueue } from '../queue/redis-queue.js';
import type { WORKER_OPTIONS } from './options.js';

/** How long jobs may go on once the worker is told to leave. Milliseconds. */
const PATIENCE_MS = 1500;

/** Does jobs until it is told to leave. @throws RedisError */
export async function workerCommand(options: z.infer<typeof WORKER_OPTIONS>, signal: AbortSignal): Promise<void> {
  const { redis, jobs, rate, lockSeconds, host, port, root, logLevel } = options;
  await assertRedis(redis);
  const log = pino({ level: logLevel, base: { pid: process.pid } });
  const queue = new RedisQueue(redis);
  const metrics = new JobMetrics(queue);
  const performer = new OrderPerformer({ ...options, roots: root });
  const limit = rate === undefined ? undefined : { jobs: rate[0], seconds: rate[1] };
  const worker = new QueueWorker({ redis, jobs, rate: limit, lockSeconds, performer, metrics, log });
  const health =
    port === undefined ? undefined : await startHealthServer({ host, port }, metrics, () => worker.isReady);
  log.info({ jobs, ...(health === undefined ? {} : { port: health.port }) }, 'ready');
  try {
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    log.info('leaving');
    await worker.close(PATIENCE_MS);
    await performer.close();
    health?.close();
    await queue.close();
  }
}
