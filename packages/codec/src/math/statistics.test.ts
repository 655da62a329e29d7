import { describe, expect, it } from 'vitest';
import { mean, median, quantile, standardDeviation } from './statistics.js';

describe('statistics', () => {
  it('are those of the textbook', () => {
    expect(mean([1, 2, 6])).toBe(3);
    expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBe(2);
    expect(median([5, 1, 100])).toBe(5);
    expect(median([5, 1, 100, 7])).toBe(6);
    expect(median(Float32Array.of(-1, 10, 9))).toBe(9);
  });

  it('sort by value, not by text, and change nothing', () => {
    const values = [10, 9, -1, 100];
    expect(quantile(values, 0.25)).toBe(9);
    expect(values).toEqual([10, 9, -1, 100]);
  });

  it('take a quantile from the values', () => {
    const values = [4, 3, 2, 1];
    expect([0, 0.25, 0.5, 0.75, 0.99, 1].map((share) => quantile(values, share))).toEqual([1, 2, 3, 4, 4, 4]);
  });

  it('of nothing are NaN', () => {
    for (const figure of [mean([]), standardDeviation([]), median([]), quantile([], 0.5)]) expect(figure).toBeNaN();
  });
});
