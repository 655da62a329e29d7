import { describe, expect, it } from 'vitest';
import { createPlane } from '../../picture/index.js';
import { changeOf, missingChange } from './temporal-power.js';

function planeOf(level: (x: number, y: number) => number, width = 20, height = 12) {
  const plane = createPlane(width, height);
  for (let i = 0; i < plane.data.length; i++) plane.data[i] = level(i % width, Math.floor(i / width));
  return plane;
}

describe('change between two planes', () => {
  it('is told for each block, less a level of noise', () => {
    const change = changeOf(
      planeOf(() => 100),
      planeOf((x, y) => (x < 8 && y < 8 ? 105 : 100.5)),
    );
    expect([...change]).toEqual([4, 0, 0, 0, 0, 0]);
  });

  it('does not care for its sign', () => {
    const [a, b] = [planeOf((x) => 3 * x), planeOf((x) => 60 - x)];
    expect(changeOf(a, b)).toEqual(changeOf(b, a));
  });
});

describe('missing change', () => {
  it('counts what is too little, place by place, and nothing that is too much', () => {
    expect(missingChange(Float32Array.of(4, 0, 2), Float32Array.of(1, 9, 5))).toEqual({ sum: 6, lack: 3 });
  });
});
