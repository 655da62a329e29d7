import { describe, expect, it } from 'vitest';
import { createFlow, type Flow } from '../../motion/index.js';
import type { Plane } from '../../picture/index.js';
import { createEvidence, gatherEvidence, gradientsOf } from './photometric-evidence.js';

const SIDE = 64;
const wave = (x: number, y: number): number =>
  128 + 50 * Math.sin(x / 4) + 40 * Math.cos(y / 5) + 15 * Math.sin((x + y) / 7);

function plane(at: (x: number, y: number) => number): Plane {
  return {
    width: SIDE,
    height: SIDE,
    data: Float32Array.from({ length: SIDE * SIDE }, (_, i) => at(i % SIDE, Math.floor(i / SIDE))),
  };
}

function constantFlow(x: number, y: number): Flow {
  const out = createFlow(8, 8);
  for (let i = 0; i < out.data.length; i += 2) out.data.set([x, y], i);
  return out;
}

/** Displacement that the evidence of a frame asks for, all cells together: solves G d = h. */
function askedFor(frame: Plane, key: Plane, around: Flow, toPlane = 1): [number, number] {
  const seen = createEvidence(64);
  gatherEvidence(frame, key, around, toPlane, seen);
  const sum = (values: Float32Array): number => values.reduce((total, value) => total + value, 0);
  const [a, b, c, p, q] = [sum(seen.xx), sum(seen.xy), sum(seen.yy), sum(seen.hx), sum(seen.hy)];
  return [(c * p - b * q) / (a * c - b * b), (a * q - b * p) / (a * c - b * b)];
}

describe('photometric evidence', () => {
  const key = plane(wave);

  it.each([
    [0.4, 0],
    [0, -0.3],
    [-0.25, 0.35],
  ])('asks for the displacement (%f, %f) that the frame has', (dx, dy) => {
    const [x, y] = askedFor(
      plane((a, b) => wave(a + dx, b + dy)),
      key,
      createFlow(8, 8),
    );
    expect(Math.abs(x - dx)).toBeLessThan(0.08);
    expect(Math.abs(y - dy)).toBeLessThan(0.08);
  });

  it('asks for nothing more around the right flow', () => {
    const [x, y] = askedFor(
      plane((a, b) => wave(a + 3.2, b - 2.1)),
      key,
      constantFlow(3.2, -2.1),
    );
    expect(Math.hypot(x, y)).toBeLessThan(0.05);
  });

  it('counts displacements in pixels of the full picture', () => {
    const [x] = askedFor(
      plane((a, b) => wave(a + 0.3, b)),
      key,
      createFlow(8, 8),
      0.5,
    );
    expect(x).toBeCloseTo(0.6, 1);
  });

  it('sees nothing in a flat picture', () => {
    const seen = createEvidence(64);
    const flat = plane(() => 90);
    gatherEvidence(flat, flat, createFlow(8, 8), 1, seen);
    expect(seen.xx.every((value) => value === 0) && seen.hx.every((value) => value === 0)).toBe(true);
    expect(seen.weight.reduce((sum, value) => sum + value, 0)).toBeCloseTo(62 * 62, 0);
  });

  it('listens less to pixels that nothing can explain', () => {
    const spoilt = plane((x, y) => (x < 32 ? wave(x, y) : wave(x, y) + 90));
    const seen = createEvidence(64);
    gatherEvidence(spoilt, key, createFlow(8, 8), 1, seen);
    expect(seen.weight[7]!).toBeLessThan(0.01 * seen.weight[0]!);
  });
});

describe('gradientsOf', () => {
  it('are central differences, one-sided halves at the border', () => {
    const { gx, gy } = gradientsOf(plane((x, y) => 3 * x - 2 * y));
    expect([gx[0], gx[1], gx[SIDE - 1]]).toEqual([1.5, 3, 1.5]);
    expect([gy[0], gy[SIDE], gy[SIDE * (SIDE - 1)]]).toEqual([-1, -2, -1]);
  });
});
