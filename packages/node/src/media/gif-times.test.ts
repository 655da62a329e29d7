import { describe, expect, it } from 'vitest';
import { gifTimes } from './gif-times.js';

describe('gifTimes', () => {
  for (const fps of [10, 24, 29.97, 30, 45, 50, 59.94, 60, 100, 120, 240]) {
    it(`keeps the duration at ${fps} frames a second, and no delay is below two hundredths`, () => {
      for (const count of [1, 2, 3, 58, 97, 240]) {
        const { shown, end } = gifTimes(count, { numerator: Math.round(fps * 100), denominator: 100 });
        const delays = shown.map(({ tick }, at) => (shown[at + 1]?.tick ?? end) - tick);
        expect(Math.min(...delays)).toBeGreaterThanOrEqual(2);
        expect(Math.abs(end - (100 * count) / fps)).toBeLessThanOrEqual((100 * count) / fps < 2 ? 2 : 1);
        expect(shown.length).toBe(fps <= 50 ? count : Math.max(1, Math.round((50 * count) / fps)));
        for (const { index, tick } of shown) {
          expect(Math.abs(index / fps - tick / 100)).toBeLessThanOrEqual(0.5 / Math.min(fps, 50) + 1e-9);
          expect(index).toBeLessThan(count);
        }
        expect(new Set(shown.map(({ index }) => index)).size).toBe(shown.length);
      }
    });
  }
});
