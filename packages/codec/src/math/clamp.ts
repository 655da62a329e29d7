/** The number of a range that is nearest to `value`; NaN of NaN. @param high at least `low` */
export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
