import type { Band } from '../kernels/show/index.js';

/** Samples of a plane that are made at once, about: some 40 ms of work without kernels. */
const SAMPLES = 2 ** 20;

/** A plane in bands of rows: work on large pictures pauses between them, and small ones are one band. */
export function bandsOf(width: number, height: number): Band[] {
  const rows = Math.max(1, Math.floor(SAMPLES / width));
  return Array.from({ length: Math.ceil(height / rows) }, (_, i) => ({
    from: i * rows,
    to: Math.min((i + 1) * rows, height),
  }));
}
