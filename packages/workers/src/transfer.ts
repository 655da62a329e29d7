import type { Port } from './port.js';

/** A value whose buffers move to the other side instead of being copied; see {@link transferred}. */
export class Transferred<out T> {
  constructor(
    readonly value: T,
    readonly buffers: object[],
  ) {}
}

/** A value as it is, or marked by {@link transferred}. */
export type MaybeTransferred<T> = T | Transferred<T>;

/**
 * Marks an argument, an event or a result: its buffers move, so the sender can no longer read them.
 * @param buffers what moves; all buffers within the value when left out
 */
export function transferred<T>(value: T, buffers: object[] = buffersWithin(value)): Transferred<T> {
  return new Transferred(value, buffers);
}

/** All `ArrayBuffer`s within plain data, those under typed arrays too, each once. Shared memory is left out. */
export function buffersWithin(value: unknown): ArrayBuffer[] {
  const seen = new Set<unknown>();
  const visit = (inner: unknown): void => {
    if (ArrayBuffer.isView(inner)) inner = inner.buffer;
    if (typeof inner !== 'object' || inner === null || seen.has(inner)) return;
    seen.add(inner);
    for (const own of Object.values(inner) as unknown[]) visit(own);
  };
  visit(value);
  return [...seen].filter((inner) => inner instanceof ArrayBuffer);
}

/** Posts `message` with `value` in the field `key`, moving what `value` marks. */
export function post(port: Port, message: object, key: string, value: unknown): void {
  const sent: Transferred<unknown> = value instanceof Transferred ? value : new Transferred(value, []);
  port.postMessage({ ...message, [key]: sent.value }, sent.buffers);
}
