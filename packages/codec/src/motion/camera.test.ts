import { describe, expect, it } from 'vitest';
import { CAMERA_MOVES, cameraMap } from './camera.js';

describe('cameraMap', () => {
  const at = (move: number, x: number, y: number, aspect = 1): readonly number[] => {
    const { data } = cameraMap(move, 8, 8, aspect);
    return [...data.subarray(2 * (y * 8 + x), 2 * (y * 8 + x) + 2)];
  };

  it('pans and tilts everywhere alike', () => {
    expect([at(0, 0, 7), at(1, 5, 2)]).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  it('zooms and rolls about the middle, in units of half the longer side', () => {
    expect([at(2, 7, 0), at(3, 7, 0)]).toEqual([
      [0.875, -0.875],
      [0.875, 0.875],
    ]);
    expect([at(2, 7, 0, 0.5), at(2, 7, 0, 2)]).toEqual([
      [0.875, -0.4375],
      [0.4375, -0.875],
    ]);
  });

  it('spans all affine movements: no map is a mix of the others', () => {
    const maps = Array.from({ length: CAMERA_MOVES }, (_, move) => cameraMap(move, 8, 8, 1).data);
    for (const [i, a] of maps.entries()) {
      for (const b of maps.slice(i + 1)) expect(a.reduce((sum, value, k) => sum + value * b[k]!, 0)).toBeCloseTo(0, 5);
      expect(a.some((value) => value !== 0)).toBe(true);
    }
  });
});
