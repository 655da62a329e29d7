import { describe, expect, it } from 'vitest';
import { cellMeans, cellsAlong } from './cell-grid.js';

describe('cellsAlong', () => {
  it('shares pixels out evenly', () => {
    expect([...cellsAlong(6, 3)]).toEqual([0, 0, 1, 1, 2, 2]);
    expect([...cellsAlong(7, 3)]).toEqual([0, 0, 0, 1, 1, 2, 2]);
    expect([...cellsAlong(2, 4)]).toEqual([0, 2]);
  });

  it('never leaves the grid', () => {
    for (let pixels = 1; pixels <= 300; pixels++)
      for (const cells of [1, 7, 64, 96]) expect(cellsAlong(pixels, cells).at(-1)).toBeLessThan(cells);
  });
});

describe('cellMeans', () => {
  it('averages what lies in a cell', () => {
    const samples = [1, 3, 5, 7, 1, 3, 5, 7];
    expect([...cellMeans(samples, { width: 4, height: 2 }, { width: 2, height: 1 })]).toEqual([2, 6]);
    expect([...cellMeans(samples, { width: 4, height: 2 }, { width: 2, height: 1 }, 1, 10)]).toEqual([20, 60]);
  });

  it('keeps interleaved channels apart', () => {
    const flow = [1, -1, 3, -3, 5, -5, 7, -7];
    expect([...cellMeans(flow, { width: 2, height: 2 }, { width: 1, height: 2 }, 2)]).toEqual([2, -2, 6, -6]);
  });

  it('leaves cells without a pixel at 0', () => {
    expect([...cellMeans([8, 9], { width: 2, height: 1 }, { width: 4, height: 1 })]).toEqual([8, 0, 9, 0]);
  });
});
