import { describe, expect, it } from 'vitest';
import { cropsOf, qualitiesOf } from './training-crops.js';
import { isHeldOut, namedNumber } from '../training/held-out.js';

const NAMES = Array.from({ length: 4000 }, (_, i) => `photograph-${i}.jpg`);

describe('training crops', () => {
  it('holds out an eighth of the sources, always the same', () => {
    const held = NAMES.filter(isHeldOut);
    expect(held.length / NAMES.length).toBeGreaterThan(0.1);
    expect(held.length / NAMES.length).toBeLessThan(0.15);
    expect(NAMES.filter(isHeldOut)).toEqual(held);
  });

  it('draws numbers evenly from 0 to 1', () => {
    const numbers = NAMES.map(namedNumber);
    expect(Math.min(...numbers)).toBeLessThan(0.01);
    expect(Math.max(...numbers)).toBeGreaterThan(0.99);
    expect(numbers.reduce((sum, number) => sum + number, 0) / NAMES.length).toBeCloseTo(0.5, 1);
  });

  it('never enlarges beyond the whole picture', () => {
    expect(cropsOf('small', 250, 256).map(({ shorter }) => shorter)).toEqual([256]);
    expect(cropsOf('large', 2000, 256).map(({ shorter }) => shorter)).toEqual([256, 384, 589, 589, 922]);
  });

  it('spreads qualities over the range in rising order', () => {
    for (const name of NAMES.slice(0, 50)) {
      const qualities = qualitiesOf(name, 4, 1, 60);
      expect(qualities).toEqual([...qualities].sort((a, b) => a - b));
      expect(qualities[0]).toBeGreaterThanOrEqual(1);
      expect(qualities[3]).toBeLessThanOrEqual(60);
    }
  });
});
