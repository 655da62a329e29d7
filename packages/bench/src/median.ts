/** A median over clips: a number, or where the middle clip has none because one codec is always better, which. */
export type Median = number | 'always better' | 'always worse' | 'no figure';

/** Median of the values there are. Of two in the middle one of which is infinite, the larger, that is worse, one counts. */
export function median(values: readonly (number | undefined)[]): Median {
  const sorted = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  if (sorted.length === 0) return 'no figure';
  const [low, high] = [sorted[(sorted.length - 1) >> 1]!, sorted[sorted.length >> 1]!];
  const middle = Number.isFinite(low) ? (low + high) / 2 : high;
  if (Number.isFinite(middle)) return middle;
  return middle < 0 ? 'always better' : 'always worse';
}
