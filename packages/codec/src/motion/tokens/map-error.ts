/**
 * @file What a quantised map still misses of its target, and what changing one coefficient would do about it. The error
 * e is kept with W e, so that the gradient along a basis picture is one product per cell. Most coefficients are zero and
 * stay so: by Cauchy and Schwarz no change of a coefficient gains more than the weighted error has energy where its
 * picture is, which running sums along the rows tell in a few steps.
 *
 * All is single precision, and four cells are added up side by side: so kernels and their twin here agree to the bit.
 */
import { LANES, withMapErrorKernel, type ErrorPlanes, type MapErrorKernel } from '../../kernels/encode/index.js';
import type { BasisPictures } from '../transform/basis-pictures.js';

/** How much displacement errors are seen, per cell: the symmetric matrix [xx xy; xy yy], each `width * height`. */
export interface FlowMetric {
  readonly xx: Float32Array;
  readonly xy: Float32Array;
  readonly yy: Float32Array;
}

/** The error of one map under one metric. */
export interface MapError {
  /** Weighted energy of the basis picture of a coefficient along an axis. */
  energyOf(at: number, axis: 0 | 1): number;
  /** Sum over the basis picture of (W e) along an axis. */
  gradient(at: number, axis: 0 | 1): number;
  /** Most that changing a coefficient, along either axis, can take from the weighted energy of the error; a little more. */
  mostGain(at: number): number;
  /** Adds a basis picture of height `-moved` to the error along an axis. */
  take(at: number, axis: 0 | 1, moved: number): void;
}

/** Planes of {@link ErrorPlanes}. */
const PLANES = 7;

/**
 * Calls `work` with the error of a map, which is valid until it returns.
 * @param error x and y of target less decoded map, each one float a cell of the basis
 */
export function withMapError<Result>(
  error: readonly [Float32Array, Float32Array],
  metric: FlowMetric,
  basis: BasisPictures,
  work: (error: MapError) => Result,
): Result {
  const planes = errorPlanes(error, metric, basis);
  const energies = energiesUnder(metric, basis);
  const energyOf = (at: number, axis: 0 | 1): number => energies[axis][at]!;
  const bounded = ({ gradient, mostGain, take }: MapErrorKernel): MapError => ({
    energyOf,
    gradient,
    mostGain: (at) => mostGain(at) * (1 + 1e-4) + 1e-9,
    take,
  });
  let result: { readonly value: Result } | undefined;
  const done = withMapErrorKernel(planes, basis, (kernel) => {
    result = { value: work(bounded(kernel)) };
  });
  return done && result !== undefined ? result.value : work(bounded(new PlainMapError(planes, basis)));
}

function errorPlanes(
  error: readonly [Float32Array, Float32Array],
  metric: FlowMetric,
  { sides }: BasisPictures,
): ErrorPlanes {
  const width = sides.widths[0]!;
  const height = sides.heights[0]!;
  const stride = width + LANES - 1;
  const data = new Float32Array(PLANES * stride * height);
  const { xx, xy, yy } = metric;
  for (const [plane, values] of [...error, undefined, undefined, xx, xy, yy].entries()) {
    if (values === undefined) continue;
    for (let y = 0; y < height; y++)
      data.set(values.subarray(y * width, (y + 1) * width), (plane * height + y) * stride);
  }
  return { width, height, stride, data };
}

type Plane = Float32Array;
type Seven = readonly [Plane, Plane, Plane, Plane, Plane, Plane, Plane];

/** Twin of the kernels. */
class PlainMapError implements MapErrorKernel {
  private readonly planes: Seven;
  /** Energy of the error left of each cell in its row; one more than cells in each row. */
  private readonly running: Float64Array;
  /** Rows whose running sums are to be made anew. */
  private readonly stale: Uint8Array;

  constructor(
    private readonly shape: ErrorPlanes,
    private readonly basis: BasisPictures,
  ) {
    const { width, height, stride, data } = shape;
    const plane = (at: number): Plane => data.subarray(at * stride * height, (at + 1) * stride * height);
    this.planes = [plane(0), plane(1), plane(2), plane(3), plane(4), plane(5), plane(6)];
    this.running = new Float64Array((width + 1) * height);
    this.stale = new Uint8Array(height).fill(1);
    this.weigh(0, stride * height);
  }

  gradient = (at: number, axis: 0 | 1): number => {
    const { lines, across, down, gains } = this.basis;
    const { stride } = this.shape;
    const weighted = this.planes[2 + axis]!;
    const { left, top, right, bottom } = boxOf(this.basis, at);
    const groups = (right - left + LANES) >> 2;
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let y = top; y <= bottom; y++) {
      let from = across[at]!;
      let [ra, rb, rc, rd] = [0, 0, 0, 0];
      for (let cell = y * stride + left; from < across[at]! + LANES * groups; from += LANES, cell += LANES) {
        ra = Math.fround(ra + Math.fround(lines[from]! * weighted[cell]!));
        rb = Math.fround(rb + Math.fround(lines[from + 1]! * weighted[cell + 1]!));
        rc = Math.fround(rc + Math.fround(lines[from + 2]! * weighted[cell + 2]!));
        rd = Math.fround(rd + Math.fround(lines[from + 3]! * weighted[cell + 3]!));
      }
      const share = lines[down[at]! + y - top]!;
      a = Math.fround(a + Math.fround(share * ra));
      b = Math.fround(b + Math.fround(share * rb));
      c = Math.fround(c + Math.fround(share * rc));
      d = Math.fround(d + Math.fround(share * rd));
    }
    const total = Math.fround(Math.fround(a + b) + Math.fround(c + d));
    return Math.fround(total * gains[at]!);
  };

  mostGain = (at: number): number => {
    const { width } = this.shape;
    const { running, stale } = this;
    const { left, top, right, bottom } = boxOf(this.basis, at);
    let sum = 0;
    for (let y = top; y <= bottom; y++) {
      if (stale[y] === 1) this.sumRow(y);
      const row = y * (width + 1);
      sum += running[row + right + 1]! - running[row + left]!;
    }
    return sum;
  };

  take = (at: number, axis: 0 | 1, moved: number): void => {
    const { lines, across, down, gains } = this.basis;
    const { stride } = this.shape;
    const error = this.planes[axis];
    const { left, top, right, bottom } = boxOf(this.basis, at);
    const groups = (right - left + LANES) >> 2;
    const height = Math.fround(Math.fround(moved) * gains[at]!);
    for (let y = top; y <= bottom; y++) {
      const share = Math.fround(lines[down[at]! + y - top]! * height);
      const row = y * stride + left;
      for (let i = 0; i < groups * LANES; i++) error[row + i]! -= Math.fround(share * lines[across[at]! + i]!);
      this.weigh(row, row + groups * LANES);
      this.stale[y] = 1;
    }
  };

  private weigh(from: number, to: number): void {
    const [ex, ey, wx, wy, xx, xy, yy] = this.planes;
    for (let cell = from; cell < to; cell++) {
      const x = ex[cell]!;
      const y = ey[cell]!;
      const cross = xy[cell]!;
      wx[cell] = Math.fround(xx[cell]! * x) + Math.fround(cross * y);
      wy[cell] = Math.fround(yy[cell]! * y) + Math.fround(cross * x);
    }
  }

  private sumRow(y: number): void {
    const { running } = this;
    const { width, stride } = this.shape;
    const [ex, ey, wx, wy] = this.planes;
    let at = y * (width + 1);
    let sum = 0;
    for (let cell = y * stride; cell < y * stride + width; cell++) {
      sum += ex[cell]! * wx[cell]! + ey[cell]! * wy[cell]!;
      running[++at] = sum;
    }
    this.stale[y] = 0;
  }
}

/** First and last column and row of the cells that a basis picture covers. */
interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

function boxOf({ boxes }: BasisPictures, at: number): Box {
  return { left: boxes[4 * at]!, top: boxes[4 * at + 1]!, right: boxes[4 * at + 2]!, bottom: boxes[4 * at + 3]! };
}

type Energies = readonly [Float32Array, Float32Array];

const known = new WeakMap<FlowMetric, { readonly basis: BasisPictures; readonly energies: Energies }>();

/** Energies of all basis pictures along x and y; those of the maps of a group share one metric. */
function energiesUnder(metric: FlowMetric, basis: BasisPictures): Energies {
  const kept = known.get(metric);
  if (kept?.basis === basis) return kept.energies;
  const energies: Energies = [energiesOf(basis, metric.xx), energiesOf(basis, metric.yy)];
  known.set(metric, { basis, energies });
  return energies;
}

function energiesOf(basis: BasisPictures, diagonal: Float32Array): Float32Array {
  const { lines, across, down, gains, sides, size } = basis;
  const width = sides.widths[0]!;
  const squares = lines.map((value) => value * value);
  const out = new Float32Array(size);
  for (let at = 0; at < size; at++) {
    const { left, top, right, bottom } = boxOf(basis, at);
    const columns = right - left + 1;
    let sum = 0;
    for (let y = top; y <= bottom; y++) {
      let row = 0;
      for (let i = 0; i < columns; i++) row += squares[across[at]! + i]! * diagonal[y * width + left + i]!;
      sum += squares[down[at]! + y - top]! * row;
    }
    out[at] = sum * gains[at]! ** 2;
  }
  return out;
}
