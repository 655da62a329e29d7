import { describe, expect, it } from 'vitest';
import { basisFrequency, basisValue, forwardTime, seriesAt, type TimeBasis } from './time-transform.js';

const BASES: readonly TimeBasis[] = ['cosine', 'fourier'];

describe('time transform', () => {
  it.each(BASES.flatMap((basis) => [1, 2, 7, 24, 25].map((count) => [basis, count] as const)))(
    '%s of %i samples is orthonormal',
    (basis, count) => {
      for (let a = 0; a < count; a++) {
        for (let b = 0; b <= a; b++) {
          let product = 0;
          for (let t = 0; t < count; t++) product += basisValue(basis, a, count, t) * basisValue(basis, b, count, t);
          expect(product).toBeCloseTo(a === b ? 1 : 0, 9);
        }
      }
    },
  );

  it.each(BASES)('%s gives back every sample', (basis) => {
    const samples = Float32Array.from({ length: 31 }, (_, t) => Math.sin(t * t) * 3);
    const coefficients = forwardTime(basis, samples);
    for (let t = 0; t < 31; t++) expect(seriesAt(basis, coefficients, t)).toBeCloseTo(samples[t]!, 4);
  });

  it('fourier closes on itself at any real time', () => {
    const coefficients = forwardTime(
      'fourier',
      Float32Array.from({ length: 20 }, (_, t) => Math.cos(t * 1.7) * t),
    );
    for (const t of [0, 0.25, 7.9, -3.3])
      expect(seriesAt('fourier', coefficients, t + 20)).toBeCloseTo(seriesAt('fourier', coefficients, t), 3);
  });

  it('a slow series is smooth between frames', () => {
    const coefficients = forwardTime(
      'cosine',
      Float32Array.from({ length: 40 }, (_, t) => Math.sin(t / 6)),
    );
    for (const t of [3.5, 17.25, 30.75]) expect(seriesAt('cosine', coefficients, t)).toBeCloseTo(Math.sin(t / 6), 1);
  });

  it.each(BASES)('%s frequencies rise from 0 to at most pi', (basis) => {
    const frequencies = Array.from({ length: 16 }, (_, i) => basisFrequency(basis, i, 16));
    expect(frequencies[0]).toBe(0);
    for (let i = 1; i < 16; i++) expect(frequencies[i]).toBeGreaterThanOrEqual(frequencies[i - 1]!);
    expect(frequencies[15]).toBeLessThanOrEqual(Math.PI + 1e-9);
  });
});
