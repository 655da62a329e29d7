/**
 * @file What modes are solved from: sums over cells for series, sums over frames for maps. In single precision, and in the
 * order of kernels, so that both ways agree to the bit. Long sums are made of blocks that are summed in double precision.
 */
import { mapEquationsKernel, normalEquationsKernel, type PairedEvidence } from '../../kernels/encode/index.js';
import type { Flow } from '../../motion/index.js';
import type { Evidence } from '../analysis/photometric-evidence.js';

/** Floats of the blocks whose products are summed in single precision. */
const BLOCK = 64;

const f = Math.fround;

/**
 * A = sum over cells of phi_k^T G phi_l and b = sum of phi_k . h for the maps phi of modes.
 * @returns A of `count * count` numbers, row by row, and b of `count`
 */
export function normalEquations(maps: readonly Flow[], seen: Evidence): { normal: Float64Array; right: Float64Array } {
  const count = maps.length;
  const normal = new Float64Array(count * count);
  const right = new Float64Array(count);
  if (count === 0) return { normal, right };
  const padded = count + (count & 1);
  const rows = new Float64Array(padded * (padded + 1));
  const data = maps.map((map) => map.data);
  const evidence = paired(seen);
  if (!normalEquationsKernel(data, evidence, rows)) products(data, evidence, padded, rows);
  for (let k = 0; k < count; k++) {
    right[k] = rows[k * (padded + 1) + padded]!;
    for (let l = 0; l <= k; l++) normal[k * count + l] = normal[l * count + k] = rows[k * (padded + 1) + l]!;
  }
  return { normal, right };
}

/** G and h of cells beside the pairs of maps. */
function paired({ xx, xy, yy, hx, hy }: Evidence): PairedEvidence {
  const length = 2 * xx.length;
  const out = { diagonal: new Float32Array(length), off: new Float32Array(length), right: new Float32Array(length) };
  for (let cell = 0; cell < xx.length; cell++) {
    out.diagonal[2 * cell] = xx[cell]!;
    out.diagonal[2 * cell + 1] = yy[cell]!;
    out.off[2 * cell] = out.off[2 * cell + 1] = xy[cell]!;
    out.right[2 * cell] = hx[cell]!;
    out.right[2 * cell + 1] = hy[cell]!;
  }
  return out;
}

/** Twin of the kernel: the lower half of the matrix and the right-hand side. */
function products(
  maps: readonly Float32Array[],
  { diagonal, off, right }: PairedEvidence,
  padded: number,
  out: Float64Array,
): void {
  for (const [k, map] of maps.entries()) {
    const weighted = map.map((value, i) => f(diagonal[i]! * value) + f(off[i]! * map[i ^ 1]!));
    for (let l = 0; l <= k; l++) out[k * (padded + 1) + l] = product(weighted, maps[l]!);
    out[k * (padded + 1) + padded] = product(map, right);
  }
}

function product(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let start = 0; start < a.length; start += BLOCK) {
    const end = Math.min(start + BLOCK, a.length);
    const lanes = [0, 0, 0, 0] as [number, number, number, number];
    for (let i = start; i < end; i++) lanes[i & 3] = f(lanes[i & 3]! + f(a[i]! * b[i]!));
    sum += f(f(lanes[0] + lanes[1]) + f(lanes[2] + lanes[3]));
  }
  return sum;
}

/** Sums over frames of what is seen of one mode's map, by cell. */
export interface MapEquations {
  /** Of q^2 G, with q the value of the mode's series: the symmetric matrix [xx xy; xy yy]. */
  readonly xx: Float32Array;
  readonly xy: Float32Array;
  readonly yy: Float32Array;
  /** Of q^2 times the weight of the pixels. */
  readonly weight: Float32Array;
  /** Of q times the right-hand side, in pairs. */
  readonly right: Float32Array;
}

/**
 * The equations of several maps.
 * @param residuals right-hand side of each frame, in pairs
 * @param series of each mode, a value per frame
 */
export function mapEquations(
  evidence: readonly Evidence[],
  residuals: readonly Float32Array[],
  series: readonly Float32Array[],
): MapEquations[] {
  const cells = evidence[0]?.xx.length ?? 0;
  const out = series.map(() => new Float32Array(6 * cells));
  const frames = evidence.map(({ xx, xy, yy, weight }, t) => [xx, xy, yy, weight, residuals[t]!] as const);
  if (out.length > 0 && !mapEquationsKernel(frames, series, out))
    for (const [k, sums] of out.entries()) addFrames(frames, series[k]!, sums);
  return out.map((sums) => ({
    xx: sums.subarray(0, cells),
    xy: sums.subarray(cells, 2 * cells),
    yy: sums.subarray(2 * cells, 3 * cells),
    weight: sums.subarray(3 * cells, 4 * cells),
    right: sums.subarray(4 * cells),
  }));
}

/** Twin of the kernel. */
function addFrames(frames: readonly (readonly Float32Array[])[], series: Float32Array, sums: Float32Array): void {
  for (const [t, planes] of frames.entries()) {
    const value = series[t]!;
    let at = 0;
    for (const [number, plane] of planes.entries()) {
      const factor = number < 4 ? f(value * value) : value;
      for (let i = 0; i < plane.length; i++) sums[at++]! += f(factor * plane[i]!);
    }
  }
}
