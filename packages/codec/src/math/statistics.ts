/** Arithmetic mean, summed from first to last; NaN of no values. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** Mean distance of values from their mean; NaN of no values. */
export function meanDeviation(values: Float32Array): number {
  const middle = mean(values);
  return mean(values.map((value) => Math.abs(value - middle)));
}

/** Standard deviation of a whole population (divided by the number of values); NaN of no values. */
export function standardDeviation(values: ArrayLike<number>): number {
  const middle = mean(values);
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const away = values[i]! - middle;
    squares += away * away;
  }
  return Math.sqrt(squares / values.length);
}

/** Median, of an even number of values the mean of the two in the middle; NaN of no values. */
export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const high = sorted.length >> 1;
  return sorted.length === 0 ? NaN : (sorted[sorted.length - 1 - high]! + sorted[high]!) / 2;
}

/**
 * The value that `share` of the values come before, once they are sorted: `sorted[floor(share * count)]`, at most the
 * largest; NaN of no values. Always one of the values: `quantile(values, 0.5)` is the upper of two in the middle.
 * @param share 0 to 1
 */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(Math.floor(share * sorted.length), sorted.length - 1)] ?? NaN;
}
