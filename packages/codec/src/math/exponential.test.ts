import { describe, expect, it } from 'vitest';
import { exponential, logarithm, powerOfTwo } from './exponential.js';

/** Numbers from -1 to 1, spread evenly and without a pattern. */
const SPREAD = Array.from({ length: 2001 }, (_, i) => ((i * 0.618033988749895) % 1) * 2 - 1);

const apart = (value: number, expected: number): number => Math.abs(value / expected - 1);

describe('exponentials', () => {
  it.each([1, 40, 700])('are those of the engine but for the last bits, up to %i', (reach) => {
    for (const share of SPREAD) {
      const x = reach * share;
      expect(apart(exponential(x), Math.exp(x))).toBeLessThan(8e-16);
      expect(apart(powerOfTwo(x), 2 ** x)).toBeLessThan(8e-16);
    }
  });

  it('are exact where they are whole powers of two', () => {
    for (let k = -1022; k <= 1023; k++) expect(powerOfTwo(k)).toBe(2 ** k);
    expect(exponential(0)).toBe(1);
  });

  it('end in 0 and in infinity', () => {
    expect([exponential(-800), powerOfTwo(-2000)]).toEqual([0, 0]);
    expect([exponential(800), powerOfTwo(2000)]).toEqual([Infinity, Infinity]);
  });
});

describe('logarithms', () => {
  it('are those of the engine but for the last bits', () => {
    for (const share of SPREAD) {
      const x = 2 ** (60 * share);
      expect(Math.abs(logarithm(x) - Math.log(x))).toBeLessThan(4e-16 * Math.max(1, Math.abs(Math.log(x))));
    }
    expect([logarithm(1), logarithm(2)]).toEqual([0, Math.LN2]);
  });
});
