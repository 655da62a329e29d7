/** The value that is nearest to another; of equally near ones the first. @param values at least one */
export function nearestOf(values: readonly number[], to: number): number {
  return values.reduce((best, value) => (Math.abs(value - to) < Math.abs(best - to) ? value : best));
}
