import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Whether a request has one of the keys, as `Authorization: Bearer KEY`. How long it takes does not tell how much of a key was
 * right.
 */
export function hasKey(authorization: string | undefined, keys: readonly string[] | undefined): boolean {
  if (keys === undefined) return true;
  const given = sum(/^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? '');
  return keys.filter((key) => timingSafeEqual(sum(key), given)).length > 0;
}

function sum(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
