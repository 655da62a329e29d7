/**
 * @file Distance of two normal distributions (Frechet 1957; Dowson and Landau 1982; Heusel et al., "GANs Trained by a Two
 * Time-Scale Update Rule", NeurIPS 2017): |m1 - m2|^2 + trace(C1 + C2 - 2 (C2^1/2 C1 C2^1/2)^1/2).
 */
import { symmetricEigen } from 'dynamics-codec/math';
import type { Moments } from './moments.js';

/** Squared Frechet distance over the trace of the original's covariance: 0 for the same, 1 where nothing changes. */
export function frechetDistance(original: Moments, decoded: Moments): number {
  const { size } = original;
  const [a, b] = [original.covariance(), decoded.covariance()];
  const root = squareRoot(b, size);
  const common = symmetricEigen(symmetric(product(product(root, a, size), root, size), size), size).values;
  const meanB = decoded.mean();
  const apart = original.mean().reduce((sum, value, i) => sum + (value - meanB[i]!) ** 2, 0);
  const shared = common.reduce((sum, value) => sum + Math.sqrt(Math.max(value, 0)), 0);
  return (apart + trace(a, size) + trace(b, size) - 2 * shared) / Math.max(trace(a, size), 1e-12);
}

function squareRoot(matrix: Float64Array, size: number): Float64Array {
  const { values, vectors } = symmetricEigen(matrix, size);
  const root = new Float64Array(size * size);
  for (let k = 0; k < size; k++) {
    const length = Math.sqrt(Math.max(values[k]!, 0));
    const vector = vectors[k]!;
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) root[i * size + j]! += length * vector[i]! * vector[j]!;
  }
  return root;
}

function product(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const out = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let k = 0; k < size; k++)
      for (let j = 0; j < size; j++) out[i * size + j]! += a[i * size + k]! * b[k * size + j]!;
  return out;
}

/** Rounding makes a product that should be symmetric a little less so. */
function symmetric(matrix: Float64Array, size: number): Float64Array {
  return matrix.map((value, at) => (value + matrix[(at % size) * size + Math.floor(at / size)]!) / 2);
}

function trace(matrix: Float64Array, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += matrix[i * size + i]!;
  return sum;
}
