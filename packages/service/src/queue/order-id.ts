import { createHash } from 'node:crypto';
import type { Order } from '../order.js';

/** The id of an order: equal for equal orders, so that an order which is queued twice is one job. */
export function orderId({ input, output, settings }: Order): string {
  return createHash('sha256')
    .update(JSON.stringify([input, output, settings]))
    .digest('hex')
    .slice(0, 24);
}
