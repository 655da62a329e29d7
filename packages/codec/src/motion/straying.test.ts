import { describe, expect, it } from 'vitest';
import { mean, standardDeviation } from '../math/index.js';
import { PlaceStrays, strayOf } from './straying.js';

const GRID = { width: 128, height: 96 };
const PERIOD = 24;
const QUARTER = PERIOD / 4;

function correlation(a: Float32Array, b: Float32Array): number {
  const [ma, mb] = [mean([...a]), mean([...b])];
  const product = (x: Float32Array, mx: number, y: Float32Array, my: number): number =>
    mean([...x].map((value, i) => (value - mx) * (y[i]! - my)));
  return product(a, ma, b, mb) / Math.sqrt(product(a, ma, a, ma) * product(b, mb, b, mb));
}

describe('lives that stray as a whole', () => {
  it('have another place each, and life 0 none', () => {
    expect(strayOf(0)).toBe(0);
    const strays = Array.from({ length: 200 }, (_, life) => strayOf(life - 100));
    expect(new Set(strays).size).toBe(200);
    for (const stray of strays) expect(Math.abs(stray)).toBeLessThanOrEqual(1);
    for (let i = 1; i < strays.length; i++) expect(Math.abs(strays[i]! - strays[i - 1]!)).toBeGreaterThan(0.3);
  });
});

describe('lives that stray by place', () => {
  it('show life 0 where it is', () => {
    expect(new PlaceStrays(GRID, PERIOD, 3).of(0).every((stray) => stray === 0)).toBe(true);
  });

  it('stray by a quarter of a life at most, smoothly', () => {
    const places = new PlaceStrays(GRID, PERIOD, 3);
    for (const life of [-7, -1, 1, 2, 40]) {
      const strays = places.of(life);
      for (const stray of strays) expect(Math.abs(stray)).toBeLessThanOrEqual(QUARTER);
      for (let i = 1; i < GRID.width; i++) expect(Math.abs(strays[i]! - strays[i - 1]!)).toBeLessThan(QUARTER / 6);
      expect(standardDeviation([...strays])).toBeGreaterThan(QUARTER / 8);
    }
  });

  it('are alike in no two lives, not after five either', () => {
    const places = new PlaceStrays(GRID, PERIOD, 0);
    for (const apart of [1, 2, 5, 13]) {
      const found = [1, 4, 9, 30, 55].map((life) => correlation(places.of(life), places.of(life + apart)));
      expect(Math.abs(mean(found))).toBeLessThan(0.4);
    }
  });

  it('are decided by seed and life, in whatever order they are asked for', () => {
    const places = new PlaceStrays(GRID, PERIOD, 9);
    const late = [...Array(12).keys()].map((life) => places.of(life)).at(-1);
    expect(new PlaceStrays(GRID, PERIOD, 9).of(11)).toEqual(late);
    expect(new PlaceStrays(GRID, PERIOD, 8).of(11)).not.toEqual(late);
  });

  it('is pinned: the motion of streams depends on it', () => {
    const strays = new PlaceStrays(GRID, PERIOD, 0).of(3);
    expect([strays[0]!, strays[64]!, strays[128 * 95 + 127]!].map((value) => value.toFixed(4))).toEqual([
      '-1.6301',
      '-0.2730',
      '-1.6538',
    ]);
  });
});
