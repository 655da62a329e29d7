import { atOnce, type Steps } from './pause.js';

/** Eigenvalues (falling) and eigenvectors of a symmetric matrix; `vectors[k]` belongs to `values[k]` and has length 1. */
export interface EigenSystem {
  readonly values: Float64Array;
  readonly vectors: readonly Float64Array[];
}

const MAX_SWEEPS = 30;
const OFF_DIAGONAL_LIMIT = 1e-22;

/**
 * Eigen-decomposition of a symmetric matrix by cyclic Jacobi rotations (Golub and Van Loan, Matrix Computations, 8.5).
 * @param matrix n*n, row-major; only read
 */
export function symmetricEigen(matrix: Float64Array, n: number): EigenSystem {
  return atOnce(eigenSteps(matrix, n));
}

/** {@link symmetricEigen} in steps, a row each. */
export function* eigenSteps(matrix: Float64Array, n: number): Steps<EigenSystem> {
  const a = matrix.slice();
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  const total = sumOfSquares(a);
  for (let sweep = 0; sweep < MAX_SWEEPS && offDiagonal(a, n) > OFF_DIAGONAL_LIMIT * total; sweep++) {
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) rotate(a, v, n, p, q);
      yield;
    }
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[j * n + j]! - a[i * n + i]!);
  return {
    values: Float64Array.from(order, (i) => a[i * n + i]!),
    vectors: order.map((i) => Float64Array.from({ length: n }, (_, row) => v[i * n + row]!)),
  };
}

/** One rotation that zeroes a[p][q]; the rows of `v` gather the eigenvectors. */
function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const apq = a[p * n + q]!;
  if (apq === 0) return;
  const app = a[p * n + p]!;
  const aqq = a[q * n + q]!;
  const theta = (aqq - app) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < n; k++) {
    const akp = a[p * n + k]!;
    const akq = a[q * n + k]!;
    a[p * n + k] = c * akp - s * akq;
    a[q * n + k] = s * akp + c * akq;
  }
  for (let k = 0; k < n; k++) {
    const akp = a[k * n + p]!;
    const akq = a[k * n + q]!;
    a[k * n + p] = c * akp - s * akq;
    a[k * n + q] = s * akp + c * akq;
  }
  for (let k = 0; k < n; k++) {
    const vp = v[p * n + k]!;
    const vq = v[q * n + k]!;
    v[p * n + k] = c * vp - s * vq;
    v[q * n + k] = s * vp + c * vq;
  }
}

function sumOfSquares(a: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * a[i]!;
  return sum;
}

function offDiagonal(a: Float64Array, n: number): number {
  let sum = 0;
  for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) sum += a[p * n + q]! * a[p * n + q]!;
  return sum;
}

/**
 * Solves A x = b for a small symmetric positive definite A by Cholesky factorisation, in place.
 * @param a n*n row-major; its lower triangle is overwritten
 * @param b length n, becomes x
 * @returns false where A is not positive definite; `b` is then spoilt
 */
export function solvePositiveDefinite(a: Float64Array, b: Float64Array, n: number): boolean {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= a[i * n + k]! * a[j * n + k]!;
      if (i === j) {
        if (sum <= 0) return false;
        a[i * n + i] = Math.sqrt(sum);
      } else {
        a[i * n + j] = sum / a[j * n + j]!;
      }
    }
  }
  for (let i = 0; i < n; i++) {
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= a[i * n + k]! * b[k]!;
    b[i] = sum / a[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i]!;
    for (let k = i + 1; k < n; k++) sum -= a[k * n + i]! * b[k]!;
    b[i] = sum / a[i * n + i]!;
  }
  return true;
}
