import { describe, expect, it } from 'vitest';
import { swayingFrame } from '../../../../../test/fixtures/swaying-scene.js';
import { lumaPlane, type Plane } from '../../picture/index.js';
import { structuralDistance } from './structural-distance.js';

describe('structuralDistance', () => {
  const first = lumaPlane(swayingFrame({ width: 64, height: 64 }, 0));
  const noisy = (gain: number): Plane => ({
    ...first,
    data: first.data.map((value, i) => value + gain * Math.sin(i * i)),
  });

  it('is 0 for equal planes and grows with damage', () => {
    expect(structuralDistance(first, first)).toBeCloseTo(0, 6);
    expect(structuralDistance(first, noisy(4))).toBeGreaterThan(0);
    expect(structuralDistance(first, noisy(16))).toBeGreaterThan(structuralDistance(first, noisy(4)));
  });

  it('is the same either way, and forgives a shift of the brightness before it forgives noise', () => {
    expect(structuralDistance(noisy(8), first)).toBeCloseTo(structuralDistance(first, noisy(8)), 12);
    const brighter = { ...first, data: first.data.map((value) => value + 4) };
    expect(structuralDistance(first, brighter)).toBeLessThan(0.1 * structuralDistance(first, noisy(8)));
  });
});
