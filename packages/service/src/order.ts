import { settingsFrom, UsageError } from '@dynamics-codec/node/cli';
import type { EncodeSettings } from '@dynamics-codec/node/jobs';
import { DynamicsError } from 'dynamics-codec';
import { z } from 'zod';

/** One clip to encode into one stream, wherever both are. Plain data, as it lies in the queue. */
export interface Order {
  /** A path, `s3://BUCKET/KEY` or `https://`. */
  readonly input: string;
  /** A path or `s3://BUCKET/KEY`; the report goes beside it, with `.json` appended. */
  readonly output: string;
  readonly settings: EncodeSettings;
  /** Whether to try again what failed before with the same content and settings. */
  readonly retry: boolean;
  /** Whether a stream may be replaced that has no report beside it. */
  readonly force: boolean;
}

/** An order makes no sense. */
export class OrderError extends DynamicsError {
  override readonly name = 'OrderError';
  readonly code = 'BAD_ORDER';
}

const SHAPE = z.strictObject({
  input: z.string().min(1).max(4096),
  output: z.string().min(1).max(4096),
  settings: z.record(z.string(), z.unknown()).default({}),
  retry: z.boolean().default(false),
  force: z.boolean().default(false),
});

/** An order out of data of unknown origin. @throws OrderError that names what is wrong */
export function orderFrom(data: unknown): Order {
  const { success, data: order, error } = SHAPE.safeParse(data);
  if (!success) {
    const [issue] = error.issues;
    throw new OrderError(
      `Expected an order but ${issue?.path.join('.') ?? 'it'}: ${issue?.message ?? 'is something else'}`,
    );
  }
  return { ...order, settings: settingsOf(order.settings) };
}

/** Settings out of data of unknown origin. @throws OrderError that names what is wrong */
export function settingsOf(data: Readonly<Record<string, unknown>>): EncodeSettings {
  try {
    return settingsFrom(data);
  } catch (error) {
    throw error instanceof UsageError ? new OrderError(error.message) : error;
  }
}
