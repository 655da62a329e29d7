import { describe, expect, it } from 'vitest';
import { mean } from '../../math/index.js';
import { LATTICES, latticeNoise } from './lattice-noise.js';

const WIDTH = 64;
const HEIGHT = 40;
const SAMPLES = 60;

function samples(): Float32Array[] {
  return Array.from({ length: SAMPLES }, (_, k) => latticeNoise(WIDTH, HEIGHT, 7, k * LATTICES));
}

describe('latticeNoise', () => {
  it('has variance 1 everywhere, up to the corners', () => {
    const planes = samples();
    for (const cells of [[0, 1, 2], [WIDTH * HEIGHT - 1], [20 * WIDTH + 30, 20 * WIDTH + 31]])
      for (const cell of cells) {
        const power = mean(planes.map((plane) => plane[cell]! ** 2));
        expect(power).toBeGreaterThan(0.5);
        expect(power).toBeLessThan(1.7);
      }
    expect(mean(planes.map((plane) => mean([...plane.map((value) => value * value)])))).toBeCloseTo(1, 1);
  });

  it('is smooth: neighbours are alike, cells far away are not', () => {
    const planes = samples();
    const alike = (distance: number): number =>
      mean(
        planes.map((plane) =>
          mean([...Array(30).keys()].map((x) => plane[10 * WIDTH + x]! * plane[10 * WIDTH + x + distance]!)),
        ),
      );
    expect(alike(1)).toBeGreaterThan(0.8);
    expect(alike(8)).toBeLessThan(alike(3));
    expect(Math.abs(alike(33))).toBeLessThan(0.35);
  });

  it('is decided by seed and stream', () => {
    expect(latticeNoise(9, 7, 3, 5)).toEqual(latticeNoise(9, 7, 3, 5));
    expect(latticeNoise(9, 7, 3, 5)).not.toEqual(latticeNoise(9, 7, 4, 5));
    expect(latticeNoise(9, 7, 3, 5)).not.toEqual(latticeNoise(9, 7, 3, 5 + LATTICES));
  });

  it('is pinned: the motion of streams depends on it', () => {
    const plane = latticeNoise(4, 4, 0, 8192);
    expect([plane[0]!, plane[5]!, plane[15]!].map((value) => value.toFixed(4))).toEqual([
      '-0.2587',
      '0.1762',
      '-0.0033',
    ]);
  });
});
