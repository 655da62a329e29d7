import { DynamicsError } from 'dynamics-codec';
import { Redis, type RedisOptions } from 'ioredis';

/** Redis cannot be reached. */
export class RedisError extends DynamicsError {
  override readonly name = 'RedisError';
  readonly code = 'REDIS';
}

/** Name of the queue in Redis. */
export const QUEUE = 'dync';

/** A connection that survives restarts of Redis: commands wait until it is back. */
export function redisConnection(url: string, options: RedisOptions = {}): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(100 * times, 2000),
    ...options,
  });
  // Told by whoever waits for an answer.
  redis.on('error', () => undefined);
  return redis;
}

/** Makes sure that Redis answers. @throws RedisError */
export async function assertRedis(url: string): Promise<void> {
  const redis = redisConnection(url, { lazyConnect: true, connectTimeout: 5000, retryStrategy: () => null });
  try {
    await redis.connect();
    await redis.ping();
  } catch {
    const place = URL.canParse(url) ? new URL(url).host : 'the address';
    throw new RedisError(`Redis does not answer at ${place}; start it, or name another by --redis`);
  } finally {
    redis.disconnect();
  }
}
