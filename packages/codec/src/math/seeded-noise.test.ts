import { describe, expect, it } from 'vitest';
import { FOUR_BYTES_DEVIATION, NoiseSequence, SeededNoise } from './seeded-noise.js';
import { mean, standardDeviation } from './statistics.js';

const SIDE = 128;

function field(value: (x: number, y: number) => number): number[] {
  return Array.from({ length: SIDE * SIDE }, (_, i) => value(i % SIDE, Math.floor(i / SIDE)));
}

function correlation(a: readonly number[], b: readonly number[]): number {
  return mean(a.map((value, i) => value * b[i]!)) / (standardDeviation(a) * standardDeviation(b));
}

describe('SeededNoise', () => {
  it('is pinned: pictures of streams depend on it', () => {
    const noise = new SeededNoise(0, 0);
    expect([noise.bits(0, 0), noise.bits(1, 0), noise.bits(0, 1), noise.bits(-7, 300)]).toEqual([
      1906223210, 1591646051, 555270502, 547271806,
    ]);
  });

  it('depends on the place alone, not on the order of asking', () => {
    const forward = field((x, y) => new SeededNoise(5, 2).bits(x, y));
    const noise = new SeededNoise(5, 2);
    const backward = field((x, y) => noise.bits(SIDE - 1 - x, SIDE - 1 - y)).reverse();
    expect(backward).toEqual(forward);
  });

  it('is uniform from -0.5 to 0.5 and Gaussian of variance 1', () => {
    const noise = new SeededNoise(77, 1);
    const uniform = field((x, y) => noise.uniform(x, y));
    expect(Math.min(...uniform)).toBeGreaterThanOrEqual(-0.5);
    expect(Math.max(...uniform)).toBeLessThan(0.5);
    expect(Math.abs(mean(uniform))).toBeLessThan(0.01);
    expect(standardDeviation(uniform)).toBeCloseTo(Math.sqrt(1 / 12), 2);
    const gaussian = field((x, y) => noise.gaussian(x, y));
    expect(Math.abs(mean(gaussian))).toBeLessThan(0.03);
    expect(standardDeviation(gaussian)).toBeCloseTo(1, 1);
    expect(mean(gaussian.map((value) => value ** 4))).toBeCloseTo(2.7, 0);
  });

  it('is white, and its streams and seeds are independent', () => {
    const of = (seed: number, stream: number, dx = 0, dy = 0): number[] => {
      const noise = new SeededNoise(seed, stream);
      return field((x, y) => noise.uniform(x + dx, y + dy));
    };
    const one = of(3, 0);
    for (const other of [of(3, 0, 1), of(3, 0, 0, 1), of(3, 0, 1, 1), of(3, 1), of(4, 0)])
      expect(Math.abs(correlation(one, other))).toBeLessThan(0.03);
  });
});

describe('NoiseSequence', () => {
  it('is pinned: the grain of key pictures depends on it', () => {
    const sequence = new NoiseSequence(0);
    expect([sequence.next(), sequence.next(), sequence.next()]).toEqual([-296, -119, 185]);
  });

  it('has a state that is never 0', () => {
    const sequence = new NoiseSequence(-1);
    const values = Array.from({ length: 4096 }, () => sequence.next());
    expect(Math.abs(mean(values))).toBeLessThan(10);
    expect(standardDeviation(values) / FOUR_BYTES_DEVIATION).toBeCloseTo(1, 1);
  });
});
