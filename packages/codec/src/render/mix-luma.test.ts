import { describe, expect, it } from 'vitest';
import { bothWays } from '../../../../test/fixtures/both-ways.js';
import type { LumaMix } from '../kernels/show/index.js';
import { SeededNoise } from '../math/index.js';
import { mixLuma } from './mix-luma.js';

const [WIDTH, HEIGHT] = [37, 22];
const [COLUMNS, ROWS] = [9, 5];
const noise = new SeededNoise(3, 1);
const bytes = (row: number): Uint8Array =>
  Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => Math.min(Math.max(128 + 80 * noise.gaussian(i, row), 0), 255));
const cells = COLUMNS * ROWS;
const along = (pixels: number, count: number): Int32Array =>
  Int32Array.from({ length: pixels }, (_, i) => Math.floor(((i + 0.5) * count) / pixels));

function mixOf(gains: Float32Array, flows: Float32Array): LumaMix {
  return {
    first: bytes(0),
    second: bytes(1),
    width: WIDTH,
    height: HEIGHT,
    flows,
    gains,
    least: 1.001,
    gridWidth: COLUMNS,
    columns: along(WIDTH, COLUMNS),
    rows: along(HEIGHT, ROWS),
    mean: { width: 5, height: 3, data: Float32Array.from({ length: 15 }, (_, i) => 100 + 20 * noise.gaussian(i, 2)) },
    weights: [0.3, 0.7],
  };
}

function mixed(mix: LumaMix): Uint8Array {
  const out = new Uint8Array(WIDTH * HEIGHT);
  mixLuma(mix, out);
  return out;
}

describe('mixLuma', () => {
  it('is the weighted mean where contrast is not lifted', () => {
    const mix = mixOf(new Float32Array(cells).fill(1), new Float32Array(4 * cells));
    for (const [i, value] of mixed(mix).entries())
      expect(Math.abs(value - (0.3 * mix.first[i]! + 0.7 * mix.second[i]!))).toBeLessThanOrEqual(0.501);
  });

  it('lifts what differs from the local mean, and that alone', () => {
    const flat = mixOf(new Float32Array(cells).fill(1.4), new Float32Array(4 * cells));
    flat.mean.data.fill(100);
    flat.first.fill(100);
    flat.second.fill(110);
    expect([...new Set(mixed(flat))]).toEqual([Math.round(100 + 7 * 1.4)]);
  });

  it('is bit for bit the same with and without kernels, also where flows lead far beyond the picture', () => {
    const gains = Float32Array.from({ length: cells }, (_, i) => 1 + (i % 5) / 10);
    const flows = Float32Array.from({ length: 4 * cells }, (_, i) => 30 * noise.gaussian(i, 3));
    flows.set([1e9, -1e9, 3e38, -3e38], 8);
    const [fast, plain] = bothWays(() => mixed(mixOf(gains, flows)));
    expect(plain).toEqual(fast);
  });
});
