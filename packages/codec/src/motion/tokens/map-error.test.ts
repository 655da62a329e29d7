import { describe, expect, it } from 'vitest';
import { SeededNoise } from '../../math/index.js';
import { basisPictures } from '../transform/basis-pictures.js';
import { bothWays } from '../../../../../test/fixtures/both-ways.js';
import { withMapError, type MapError } from './map-error.js';

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

/** A component of the target. */
const part = (axis: 0 | 1): Float32Array => Float32Array.from({ length: CELLS }, (_, i) => target.data[2 * i + axis]!);

/** The target's components less the picture of a coefficient along one axis. */
function left(at: number, axis: 0 | 1, height: number): [Float32Array, Float32Array] {
  const parts: [Float32Array, Float32Array] = [part(0), part(1)];
  const { boxes, lines, across, down, gains } = basis;
  const [x0, y0, x1, y1] = boxes.subarray(4 * at, 4 * at + 4);
  for (let y = y0!; y <= y1!; y++)
    for (let x = x0!; x <= x1!; x++)
      parts[axis][y * WIDTH + x]! -= height * gains[at]! * lines[down[at]! + y - y0!]! * lines[across[at]! + x - x0!]!;
  return parts;
}

/** All that an error answers about every coefficient. */
function answers(error: MapError): number[] {
  return Array.from({ length: CELLS }, (_, at) => [
    error.gradient(at, 0),
    error.gradient(at, 1),
    error.mostGain(at),
  ]).flat();
}

describe('MapError', () => {
  it('tells by how much a coefficient changes the weighted energy, and never promises less than it can gain', () => {
    const before = energy(...left(0, 0, 0));
    withMapError([part(0), part(1)], metric, basis, (error) => {
      for (const axis of [0, 1] as const) {
        for (let at = 0; at < CELLS; at++) {
          const [a, p] = [error.energyOf(at, axis), error.gradient(at, axis)];
          const best = p / a;
          expect(before - energy(...left(at, axis, best))).toBeCloseTo((p * p) / a, 3);
          expect(error.mostGain(at)).toBeGreaterThanOrEqual((p * p) / a);
        }
      }
    });
  });

  it('is the same by a step as from the beginning', () => {
    for (const [at, axis] of [
      [3, 0],
      [40, 1],
      [CELLS - 1, 0],
    ] as const) {
      const stepwise = withMapError([part(0), part(1)], metric, basis, (error) => {
        answers(error);
        error.take(at, axis, 0.75);
        return answers(error);
      });
      const atOnce = withMapError(left(at, axis, 0.75), metric, basis, answers);
      for (const [i, value] of stepwise.entries()) expect(value).toBeCloseTo(atOnce[i]!, 2);
    }
  });

  it('is bit for bit the same with and without kernels', () => {
    const work = (error: MapError): number[] => {
      const seen = answers(error);
      for (let at = 0; at < CELLS; at += 7) for (const axis of [0, 1] as const) error.take(at, axis, (at % 5) - 2.1);
      return [...seen, ...answers(error)];
    };
    const [fast, plain] = bothWays(() => withMapError([part(0), part(1)], metric, basis, work));
    expect(plain).toEqual(fast);
  });
});
