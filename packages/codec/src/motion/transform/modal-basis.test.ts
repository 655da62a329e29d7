import { describe, expect, it } from 'vitest';
import type { Flow } from '../flow/index.js';
import { modalBasis } from './modal-basis.js';
import { noPause, solvePositiveDefinite, symmetricEigen } from '../../math/index.js';

function randomSymmetric(n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) out[i * n + j] = out[j * n + i] = Math.sin(i * 17.3 + j * 5.1 + 1);
  return out;
}

describe('symmetricEigen', () => {
  it('solves a matrix whose eigenvalues are known', () => {
    const { values, vectors } = symmetricEigen(Float64Array.from([2, 1, 1, 2]), 2);
    expect([...values].map((v) => Math.round(v * 1e9) / 1e9)).toEqual([3, 1]);
    expect(Math.abs(vectors[0]![0]!)).toBeCloseTo(Math.SQRT1_2, 9);
    expect(vectors[0]![0]! * vectors[0]![1]!).toBeCloseTo(0.5, 9);
  });

  it('gives falling values and orthonormal vectors that rebuild the matrix', () => {
    const n = 17;
    const matrix = randomSymmetric(n);
    const copy = matrix.slice();
    const { values, vectors } = symmetricEigen(matrix, n);
    expect(matrix).toEqual(copy);
    for (let k = 1; k < n; k++) expect(values[k]).toBeLessThanOrEqual(values[k - 1]!);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let dot = 0;
        let rebuilt = 0;
        for (let k = 0; k < n; k++) {
          dot += vectors[i]![k]! * vectors[j]![k]!;
          rebuilt += values[k]! * vectors[k]![i]! * vectors[k]![j]!;
        }
        expect(dot).toBeCloseTo(i === j ? 1 : 0, 9);
        expect(rebuilt).toBeCloseTo(matrix[i * n + j]!, 9);
      }
    }
  });

  it('takes zero and diagonal matrices', () => {
    expect([...symmetricEigen(new Float64Array(9), 3).values]).toEqual([0, 0, 0]);
    expect([...symmetricEigen(Float64Array.from([1, 0, 0, 0, 5, 0, 0, 0, 3]), 3).values]).toEqual([5, 3, 1]);
  });
});

describe('solvePositiveDefinite', () => {
  it('solves A x = b', () => {
    const n = 8;
    const root = randomSymmetric(n);
    const a = new Float64Array(n * n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        for (let k = 0; k < n; k++) a[i * n + j]! += root[i * n + k]! * root[j * n + k]! + (i === j ? 0.1 : 0);
    const x = Float64Array.from({ length: n }, (_, i) => i - 3.5);
    const b = new Float64Array(n);
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) b[i]! += a[i * n + j]! * x[j]!;
    expect(solvePositiveDefinite(a, b, n)).toBe(true);
    for (let i = 0; i < n; i++) expect(b[i]).toBeCloseTo(x[i]!, 6);
  });

  it('says so where A is not positive definite', () => {
    expect(solvePositiveDefinite(Float64Array.from([1, 2, 2, 1]), new Float64Array(2), 2)).toBe(false);
    expect(solvePositiveDefinite(new Float64Array(1), new Float64Array(1), 1)).toBe(false);
  });
});

describe('modalBasis', () => {
  const [width, height, frames] = [12, 8, 30];
  const cells = width * height;
  const planted = [
    { map: Float32Array.from({ length: cells * 2 }, (_, i) => Math.cos(i / 9)), q: (t: number) => 3 * Math.sin(t / 2) },
    {
      map: Float32Array.from({ length: cells * 2 }, (_, i) => (i % 4 < 2 ? 1 : -1)),
      q: (t: number) => Math.cos(t * 1.3),
    },
  ];
  const flows = Array.from({ length: frames }, (_, t): Flow => {
    const data = new Float32Array(cells * 2);
    for (const { map, q } of planted) for (let i = 0; i < data.length; i++) data[i]! += q(t) * map[i]!;
    return { width, height, data };
  });
  const everywhere = new Float32Array(cells).fill(1);

  it('recovers planted modes: two hold everything', async () => {
    const basis = await modalBasis(flows, everywhere, 5, noPause);
    expect(basis.energies[0]! + basis.energies[1]!).toBeCloseTo(basis.totalEnergy, 4);
    for (const energy of basis.energies.slice(2)) expect(energy).toBeLessThan(1e-6 * basis.totalEnergy);
    for (const [t, flow] of flows.entries()) {
      for (let i = 0; i < flow.data.length; i += 7) {
        const rebuilt = basis.series[0]![t]! * basis.maps[0]!.data[i]! + basis.series[1]![t]! * basis.maps[1]!.data[i]!;
        expect(Math.abs(rebuilt - flow.data[i]!)).toBeLessThan(1e-3);
      }
    }
  });

  it('orders modes by energy, with series of mean square 1', async () => {
    const basis = await modalBasis(flows, everywhere, 2, noPause);
    expect(basis.energies[0]).toBeGreaterThan(basis.energies[1]!);
    for (const q of basis.series) expect(q.reduce((sum, value) => sum + value * value, 0) / frames).toBeCloseTo(1, 4);
    const cosine = (a: Float32Array, b: Float32Array): number => {
      const dot = (p: Float32Array, q: Float32Array): number => p.reduce((sum, value, i) => sum + value * q[i]!, 0);
      return Math.abs(dot(a, b)) / Math.sqrt(dot(a, a) * dot(b, b));
    };
    expect(cosine(basis.maps[0]!.data, planted[0]!.map)).toBeGreaterThan(0.98);
  });

  it('does not listen to cells without weight', async () => {
    const spoilt = flows.map(({ data }, t) => {
      const copy = data.slice();
      copy[0] = 1000 * (t % 2);
      return { width, height, data: copy };
    });
    const weights = everywhere.slice();
    weights[0] = 0;
    const basis = await modalBasis(spoilt, weights, 2, noPause);
    expect(basis.totalEnergy).toBeLessThan(20);
    for (const [k, q] of (await modalBasis(flows, weights, 2, noPause)).series.entries())
      for (let t = 0; t < frames; t++) expect(basis.series[k]![t]).toBeCloseTo(q[t]!, 3);
  });

  it('finds no modes in stillness or nothing', async () => {
    expect((await modalBasis([], everywhere, 4, noPause)).maps).toEqual([]);
    const still = Array.from({ length: 4 }, () => ({ width, height, data: new Float32Array(cells * 2) }));
    expect((await modalBasis(still, everywhere, 4, noPause)).maps).toEqual([]);
  });
});
