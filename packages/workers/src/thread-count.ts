import { InvalidOptionError } from 'dynamics-codec/picture';

/** Refuses numbers of threads that are none. @throws InvalidOptionError */
export function assertThreads(threads: number): void {
  if (!Number.isInteger(threads) || threads < 1) throw new InvalidOptionError('threads', 'an integer above 0', threads);
}
