/**
 * Work that has begun elsewhere and is awaited later, after work of one's own: should it fail before that, the process
 * takes no offence, and who awaits it is told.
 */
export function begun<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return work;
}
