import { describe, expect, it } from 'vitest';
import { SeededNoise } from '../../math/index.js';
import { basisPictures } from '../transform/basis-pictures.js';
import { MapError } from './map-error.js';

const [WIDTH, HEIGHT] = [17, 12];
const CELLS = WIDTH * HEIGHT;
const basis = basisPictures(WIDTH, HEIGHT);
const noise = new SeededNoise(5, 0);
const draw = (row: number): Float32Array => Float32Array.from({ length: CELLS }, (_, i) => noise.gaussian(i, row));
const target = { width: WIDTH, height: HEIGHT, data: Float32Array.from([...draw(0), ...draw(1)]) };
const [gx, gy] = [draw(2), draw(3)];
const metric = {
  xx: gx.map((value) => value * value + 0.1),
  xy: gx.map((value, i) => value * gy[i]!),
  yy: gy.map((value) => value * value + 0.1),
};

/** Weighted energy of what an error leaves, cell by cell. */
function energy(ex: Float32Array, ey: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < CELLS; i++)
    sum += metric.xx[i]! * ex[i]! ** 2 + 2 * metric.xy[i]! * ex[i]! * ey[i]! + metric.yy[i]! * ey[i]! ** 2;
  return sum;
}

/** The target's components less the pictures of integers of one axis. */
function left(at: number, axis: 0 | 1, height: number): [Float32Array, Float32Array] {
  const parts = [0, 1].map((part) => Float32Array.from({ length: CELLS }, (_, i) => target.data[2 * i + part]!));
  for (let i = basis.starts[at]!; i < basis.starts[at + 1]!; i++)
    parts[axis]![basis.cells[i]!]! -= height * basis.values[i]!;
  return [parts[0]!, parts[1]!];
}

describe('MapError', () => {
  it('tells by how much a coefficient changes the weighted energy, and never promises less than it can gain', () => {
    const error = new MapError(target, metric, basis);
    error.begin(1, () => new Int32Array(CELLS));
    const before = energy(...left(0, 0, 0));
    for (const axis of [0, 1] as const) {
      for (let at = 0; at < CELLS; at++) {
        const [a, p] = [error.energyOf(at, axis), error.gradient(at, axis)];
        const best = p / a;
        expect(before - energy(...left(at, axis, best))).toBeCloseTo((p * p) / a, 3);
        expect(error.mostGain(at)).toBeGreaterThanOrEqual((p * p) / a);
      }
    }
  });

  it('is the same by one step after another as from the beginning', () => {
    const integers = new Int32Array(CELLS);
    const stepwise = new MapError(target, metric, basis);
    stepwise.begin(0.5, () => new Int32Array(CELLS));
    for (let at = 0; at < CELLS; at += 7) {
      stepwise.mostGain(at);
      integers[at] = (at % 5) - 2;
      for (const axis of [0, 1] as const) stepwise.take(at, axis, 0.5 * integers[at]!);
    }
    const atOnce = new MapError(target, metric, basis);
    atOnce.begin(0.5, () => integers.slice());
    for (let at = 0; at < CELLS; at++) {
      expect(stepwise.gradient(at, 1)).toBeCloseTo(atOnce.gradient(at, 1), 3);
      expect(stepwise.mostGain(at)).toBeCloseTo(atOnce.mostGain(at), 3);
    }
  });
});
