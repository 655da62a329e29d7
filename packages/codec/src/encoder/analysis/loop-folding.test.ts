import { describe, expect, it } from 'vitest';
import { MAX_PERIOD, MIN_PERIOD } from '../../motion/index.js';
import { foldLoop, phasePeriod } from './loop-folding.js';

describe('foldLoop', () => {
  it('is the mean of flows at the same phase, also of a last period that is cut short', () => {
    const flow = (x: number) => ({ width: 1, height: 1, data: Float32Array.of(x, -x) });
    const folded = foldLoop([1, 2, 3, 5, 6].map(flow), 3);
    expect(folded.map(({ data }) => [...data])).toEqual([
      [3, -3],
      [4, -4],
      [3, -3],
    ]);
  });
});

describe('phasePeriod', () => {
  it('is about a second where there is no loop', () => {
    expect(phasePeriod(0)).toBe(24);
  });

  it('goes a whole number of times into a loop', () => {
    for (let loop = 8; loop <= MAX_PERIOD; loop++) {
      const period = phasePeriod(loop);
      expect(loop % period).toBe(0);
      expect(period).toBeGreaterThanOrEqual(Math.min(loop, 8));
    }
    expect([48, 50, 53].map(phasePeriod)).toEqual([24, 25, 53]);
  });

  it('stays within what streams can say', () => {
    for (const loop of [1, 2, 3, 97, 131, 1023]) {
      expect(phasePeriod(loop)).toBeGreaterThanOrEqual(MIN_PERIOD);
      expect(phasePeriod(loop)).toBeLessThanOrEqual(MAX_PERIOD);
    }
  });
});
