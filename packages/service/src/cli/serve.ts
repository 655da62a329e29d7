import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pino } from 'pino';
import type { z } from 'zod';
import { JobMetrics } from '../job-metrics.js';
import { OrderPerformer } from '../perform-order.js';
import { MemoryQueue } from '../queue/memory-queue.js';
import { assertRedis } from '../queue/redis-connection.js';
import { RedisQueue } from '../queue/redis-queue.js';
import { createServer } from '../serve/server.js';
import type { SERVE_OPTIONS } from './options.js';

/** Serves the HTTP API until it is told to leave. @throws RedisError */
export async function serveCommand(options: z.infer<typeof SERVE_OPTIONS>, signal: AbortSignal): Promise<void> {
  const { redis, jobs, host, port, key, logLevel } = options;
  const data = resolve(options.data);
  await mkdir(data, { recursive: true });
  const log = pino({ level: logLevel, base: { pid: process.pid } });
  const performer = new OrderPerformer({ ...options, roots: [data] });
  if (redis !== undefined) await assertRedis(redis);
  const inProcess = new JobMetrics();
  const queue = redis === undefined ? new MemoryQueue({ jobs, performer, metrics: inProcess }) : new RedisQueue(redis);
  const metrics = redis === undefined ? inProcess : new JobMetrics(queue);
  const server = await createServer(queue, metrics, { ...options, data, keys: key });
  try {
    const address = await server.listen({ host, port });
    log.info({ address, queue: redis === undefined ? 'in this process' : 'redis' }, 'ready');
    if (key === undefined) log.warn('no keys: whoever reaches this address may queue jobs');
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    await server.close();
    await queue.close();
    await performer.close();
  }
}
