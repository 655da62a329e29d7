import { availableParallelism } from 'node:os';
import { z } from 'zod';

/** Most bytes of an input that is fetched, where none are named. */
const DEFAULT_MAX_BYTES = 2 ** 31;

const flag = z.union([z.boolean(), z.stringbool()]).default(false);
const names = z
  .union([
    z.array(z.string().min(1)),
    z
      .string()
      .min(1)
      .transform((text) => text.split(',')),
  ])
  .optional();

/** Options of whoever does jobs. */
const PERFORMING = {
  jobs: z.coerce.number().int().min(1).max(256).default(availableParallelism()),
  timeout: z.coerce.number().min(1).optional(),
  maxBytes: z.coerce.number().int().min(1).default(DEFAULT_MAX_BYTES),
  allowPrivate: flag,
  root: names,
  logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
};

/** Where Redis is. */
const REDIS = z.string().regex(/^rediss?:\/\//, 'expected an address like redis://localhost:6379');

/** Options of `dync queue`. */
export const QUEUE_OPTIONS = z.object({ redis: REDIS });

/** Options of `dync worker`. */
export const WORKER_OPTIONS = z.object({
  ...PERFORMING,
  redis: REDIS,
  rate: z
    .string()
    .regex(/^\d+\/\d+$/, 'expected jobs and seconds like 10/60')
    .transform((text) => text.split('/').map(Number) as [number, number])
    .optional(),
  lockSeconds: z.coerce.number().min(1).default(30),
  host: z.string().default('127.0.0.1'),
  port: z.coerce.number().int().min(0).max(65_535).optional(),
});

/** Options of `dync serve`. */
export const SERVE_OPTIONS = z.object({
  ...PERFORMING,
  redis: REDIS.optional(),
  data: z.string().min(1),
  key: names,
  host: z.string().default('127.0.0.1'),
  port: z.coerce.number().int().min(0).max(65_535).default(8080),
  timeout: z.coerce.number().min(1).default(600),
  maxBytes: z.coerce
    .number()
    .int()
    .min(1)
    .default(512 * 2 ** 20),
  maxSeconds: z.coerce.number().min(1).default(120),
  maxPixels: z.coerce
    .number()
    .min(1)
    .default(2 ** 21),
  perMinute: z.coerce.number().int().min(1).default(30),
  maxWaiting: z.coerce.number().int().min(1).default(1000),
  keepUploads: z.coerce.number().min(0).default(24),
  keepStreams: z.coerce.number().min(0).optional(),
});
