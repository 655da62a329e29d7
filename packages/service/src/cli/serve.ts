import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pino } from 'pino';
import type { z } from 'zod';
import { JobMetrics } from '../job-metrics.js';
import { OrderPerformer } from '../perform-order.js';
import { JobJournal } from '../queue/job-journal.js';
import { MemoryQueue } from '../queue/memory-queue.js';
import { assertRedis } from '../queue/redis-connection.js';
import { RedisQueue } from '../queue/redis-queue.js';
import { createServer } from '../serve/server.js';
import { sweep } from '../serve/sweep.js';
import type { SERVE_OPTIONS } from './options.js';

/** Holds the jobs of a server without Redis, within its data. */
const JOURNAL = 'jobs.jsonl';
/** How often old files are looked for. Milliseconds. */
const SWEEP_MS = 10 * 60_000;

/** Serves the HTTP API until it is told to leave. @throws RedisError */
export async function serveCommand(options: z.infer<typeof SERVE_OPTIONS>, signal: AbortSignal): Promise<void> {
  const { redis, jobs, host, port, key, logLevel } = options;
  const data = resolve(options.data);
  await mkdir(data, { recursive: true });
  const log = pino({ level: logLevel, base: { pid: process.pid } });
  const performer = new OrderPerformer({ ...options, roots: [data] });
  if (redis !== undefined) await assertRedis(redis);
  const inProcess = new JobMetrics();
  const queue =
    redis === undefined
      ? new MemoryQueue({ jobs, performer, metrics: inProcess, journal: new JobJournal(join(data, JOURNAL)) })
      : new RedisQueue(redis);
  const metrics = redis === undefined ? inProcess : new JobMetrics(queue);
  const server = await createServer(queue, metrics, { ...options, data, keys: key });
  const tidy = (): void =>
    void sweep(data, queue, options).then(
      ({ uploads, streams }) => uploads + streams > 0 && log.info({ uploads, streams }, 'removed what was old'),
      (error: unknown) => log.warn({ error: (error as Error).message }, 'old files could not be removed'),
    );
  const sweeping = setInterval(tidy, SWEEP_MS);
  try {
    tidy();
    const address = await server.listen({ host, port });
    log.info({ address, queue: redis === undefined ? 'in this process' : 'redis' }, 'ready');
    if (key === undefined) log.warn('no keys: whoever reaches this address may queue jobs');
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    clearInterval(sweeping);
    await server.close();
    await queue.close();
    await performer.close();
  }
}
