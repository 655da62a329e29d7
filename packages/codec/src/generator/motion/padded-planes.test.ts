import { describe, expect, it } from 'vitest';
import { paddedPlanes } from './padded-planes.js';

describe('paddedPlanes', () => {
  it('goes on with the last cells up to sides that are multiples of 8', () => {
    const planes = [Float32Array.of(1, 2, 3, 4, 5, 6), Float32Array.of(7, 8, 9, 10, 11, 12)];
    const { data, shape } = paddedPlanes(planes, { width: 3, height: 2 }, 8);
    expect(shape).toEqual([1, 2, 8, 8]);
    expect([...data.subarray(0, 8)]).toEqual([1, 2, 3, 3, 3, 3, 3, 3]);
    for (let row = 1; row < 8; row++)
      expect([...data.subarray(8 * row, 8 * row + 8)]).toEqual([4, 5, 6, 6, 6, 6, 6, 6]);
    expect([...data.subarray(120, 128)]).toEqual([10, 11, 12, 12, 12, 12, 12, 12]);
  });

  it('leaves sides that are multiples as they are', () => {
    const plane = Float32Array.from({ length: 128 }, (_, i) => i);
    expect(paddedPlanes([plane], { width: 16, height: 8 }, 8)).toEqual({
      data: plane,
      shape: [1, 1, 8, 16],
    });
  });
});
