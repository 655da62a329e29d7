import { describe, expect, it } from 'vitest';
import { bothWays } from '../../../../../test/fixtures/both-ways.js';
import { SeededNoise } from '../../math/index.js';
import type { Flow } from '../../motion/index.js';
import { createEvidence, type Evidence } from '../analysis/photometric-evidence.js';
import { mapEquations, normalEquations } from './mode-equations.js';

const noise = new SeededNoise(9, 0);
const [WIDTH, HEIGHT] = [12, 11];
const CELLS = WIDTH * HEIGHT;
const draw = (length: number, row: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => 40 * noise.gaussian(i, row));

function drawnEvidence(row: number): Evidence {
  const seen = createEvidence(CELLS);
  for (const [i, plane] of Object.values(seen).entries()) (plane as Float32Array).set(draw(CELLS, 10 * row + i));
  return seen;
}

describe('normalEquations', () => {
  const map = (data: readonly number[]): Flow => ({ width: 2, height: 1, data: Float32Array.from(data) });
  const seen = createEvidence(2);
  seen.xx.set([2, 3]);
  seen.xy.set([0.5, 0]);
  seen.yy.set([1, 4]);
  seen.hx.set([1, -1]);
  seen.hy.set([2, 0.5]);

  it('are the sums over cells of phi G phi and phi h', () => {
    const { normal, right } = normalEquations([map([1, 0, 0, 1]), map([0, 1, 1, 0])], seen);
    expect([...normal]).toEqual([2 + 4, 0.5, 0.5, 1 + 3]);
    expect([...right]).toEqual([1 + 0.5, 2 - 1]);
  });

  it('are the same for an odd number of maps, and symmetric', () => {
    const { normal, right } = normalEquations([map([1, 0, 0, 1]), map([0, 1, 1, 0]), map([1, 1, 0, 0])], seen);
    expect([...normal]).toEqual([6, 0.5, 2.5, 0.5, 4, 1.5, 2.5, 1.5, 4]);
    expect([...right]).toEqual([1.5, 1, 3]);
  });

  it.each([1, 2, 5])('are bit for bit the same with and without kernels for %d maps', (count) => {
    const maps = Array.from({ length: count }, (_, k) => ({ width: WIDTH, height: HEIGHT, data: draw(2 * CELLS, k) }));
    const [fast, plain] = bothWays(() => normalEquations(maps, drawnEvidence(3)));
    expect(fast).toEqual(plain);
  });
});

describe('mapEquations', () => {
  it('add up the evidence of frames by the square of the series, right-hand sides by the series', () => {
    const seen = createEvidence(4);
    seen.xx.fill(3);
    seen.weight.fill(5);
    const [equations] = mapEquations(
      [seen, seen],
      [new Float32Array(8).fill(7), new Float32Array(8)],
      [Float32Array.of(2, -1)],
    );
    expect(equations!.xx[3]).toBe(3 * (4 + 1));
    expect(equations!.weight[0]).toBe(5 * (4 + 1));
    expect(equations!.right[7]).toBe(7 * 2);
  });

  it('are bit for bit the same with and without kernels', () => {
    const evidence = [drawnEvidence(1), drawnEvidence(2), drawnEvidence(3)];
    const residuals = evidence.map((_, t) => draw(2 * CELLS, 50 + t));
    const series = [draw(3, 60), draw(3, 61)];
    const [fast, plain] = bothWays(() => mapEquations(evidence, residuals, series));
    expect(fast).toEqual(plain);
  });
});
