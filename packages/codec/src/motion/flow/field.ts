import type { Flow } from './flow.js';

/**
 * A flow at one pyramid level, as the solvers keep it: x and y apart, each with one row of zeros before and after, so
 * that the neighbours of every pixel exist. Pixel (x, y) is at `(y + 1) * width + x`.
 */
export interface Field {
  readonly width: number;
  readonly height: number;
  readonly u: Float32Array;
  readonly v: Float32Array;
}

/** A field of zeros. */
export function createField(width: number, height: number): Field {
  const length = width * (height + 2);
  return { width, height, u: new Float32Array(length), v: new Float32Array(length) };
}

/** Copies a flow into a field of the same size; values that are not finite become 0. */
export function readFlow(flow: Flow, field: Field): void {
  const { data } = flow;
  for (let i = 0, p = field.width; i < data.length; i += 2, p++) {
    const x = data[i]!;
    const y = data[i + 1]!;
    field.u[p] = x - x === 0 ? x : 0;
    field.v[p] = y - y === 0 ? y : 0;
  }
}

/** Copies a field into a flow of the same size. */
export function writeFlow(field: Field, flow: Flow): void {
  const { data } = flow;
  for (let i = 0, p = field.width; i < data.length; i += 2, p++) {
    data[i] = field.u[p]!;
    data[i + 1] = field.v[p]!;
  }
}

/** Halves a field's sides (rounded up) and its displacements. */
export function halveField(from: Field, to: Field): void {
  for (let y = 0; y < to.height; y++) {
    const upper = (Math.min(2 * y, from.height - 1) + 1) * from.width;
    const lower = (Math.min(2 * y + 1, from.height - 1) + 1) * from.width;
    for (let x = 0; x < to.width; x++) {
      const l = Math.min(2 * x, from.width - 1);
      const r = Math.min(2 * x + 1, from.width - 1);
      const p = (y + 1) * to.width + x;
      to.u[p] = eighthOf(from.u[upper + l]!, from.u[upper + r]!, from.u[lower + l]!, from.u[lower + r]!);
      to.v[p] = eighthOf(from.v[upper + l]!, from.v[upper + r]!, from.v[lower + l]!, from.v[lower + r]!);
    }
  }
}

/** Doubles a field's sides (to the size of `to`) and its displacements, bilinearly. */
export function doubleField(from: Field, to: Field): void {
  for (let y = 0; y < to.height; y++) {
    const near = Math.min(y >> 1, from.height - 1);
    const far = Math.min(Math.max(near + ((y & 1) * 2 - 1), 0), from.height - 1);
    const a = (near + 1) * from.width;
    const b = (far + 1) * from.width;
    for (let x = 0; x < to.width; x++) {
      const l = Math.min(x >> 1, from.width - 1);
      const r = Math.min(Math.max(l + ((x & 1) * 2 - 1), 0), from.width - 1);
      const p = (y + 1) * to.width + x;
      to.u[p] = blend(from.u[a + l]!, from.u[a + r]!, from.u[b + l]!, from.u[b + r]!);
      to.v[p] = blend(from.v[a + l]!, from.v[a + r]!, from.v[b + l]!, from.v[b + r]!);
    }
  }
}

const single = Math.fround;

/** An eighth of a sum, in single precision as the kernels have it. */
function eighthOf(a: number, b: number, c: number, d: number): number {
  return single(single(single(a + b) + c) + d) / 8;
}

/** `(9 a + 3 (b + c) + d) / 8` in single precision. */
function blend(a: number, b: number, c: number, d: number): number {
  return single(single(single(9 * a) + single(3 * single(b + c))) + d) / 8;
}
