import { readFileSync } from 'node:fs';

/**
 * Milliseconds that this thread has run so far, not counting how long others had the processor. Where the system does not tell,
 * those of the clock.
 */
export function threadTime(): number {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ')[0]) / 1e6;
  } catch {
    return performance.now();
  }
}
