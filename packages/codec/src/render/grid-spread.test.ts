import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../test/fixtures/random.js';
import { GridSpread } from './grid-spread.js';

interface Sides {
  readonly width: number;
  readonly height: number;
}

/** Plain bilinear interpolation between the middles of cells, held to the first and last middle. */
function bilinear(samples: Float32Array, from: Sides, channels: number, channel: number, x: number, y: number): number {
  const [u, v] = [Math.min(Math.max(x, 0), from.width - 1), Math.min(Math.max(y, 0), from.height - 1)];
  const [i, j] = [Math.floor(u), Math.floor(v)];
  const at = (column: number, row: number): number =>
    samples[(Math.min(row, from.height - 1) * from.width + Math.min(column, from.width - 1)) * channels + channel]!;
  const top = at(i, j) * (1 - u + i) + at(i + 1, j) * (u - i);
  const bottom = at(i, j + 1) * (1 - u + i) + at(i + 1, j + 1) * (u - i);
  return top * (1 - v + j) + bottom * (v - j);
}

describe('GridSpread', () => {
  it('adds what plain bilinear interpolation gives, finer and coarser, of one channel and two', () => {
    const side = fc.integer({ min: 1, max: 20 });
    const sides = fc.record({ width: side, height: side });
    fc.assert(
      fc.property(sides, sides, fc.constantFrom(1, 2), fc.nat(), (from, to, channels, seed) => {
        const random = seededRandom(seed);
        const samples = Float32Array.from({ length: from.width * from.height * channels }, () => random(2001) - 1000);
        const before = Float32Array.from({ length: to.width * to.height * channels }, () => random(100));
        const out = before.slice();
        new GridSpread(from, to, channels).add(samples, out);
        for (const [at, value] of out.entries()) {
          const [cell, channel] = [Math.floor(at / channels), at % channels];
          const x = (((cell % to.width) + 0.5) * from.width) / to.width - 0.5;
          const y = ((Math.floor(cell / to.width) + 0.5) * from.height) / to.height - 0.5;
          const expected = before[at]! + bilinear(samples, from, channels, channel, x, y);
          expect(Math.abs(value - expected)).toBeLessThan(1e-2);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('copies onto an equal grid, call after call', () => {
    const size = { width: 7, height: 5 };
    const spread = new GridSpread(size, size, 2);
    const samples = Float32Array.from({ length: 70 }, (_, i) => (i * i) % 23);
    const out = new Float32Array(70);
    spread.add(samples, out);
    expect(out).toEqual(samples);
    spread.add(samples, out);
    expect(out).toEqual(samples.map((value) => 2 * value));
  });
});
