/**
 * @file What a quantised map still misses of its target, and what changing one coefficient would do about it. The error
 * e is kept with W e, so that the gradient along a basis picture is one product per cell. Most coefficients are zero and
 * stay so: by Cauchy and Schwarz no change of a coefficient gains more than the weighted error has energy where its
 * picture is, which running sums along the rows tell in a few steps.
 */
import type { Flow } from '../flow/index.js';
import type { BasisPictures } from '../transform/basis-pictures.js';

/** How much displacement errors are seen, per cell: the symmetric matrix [xx xy; xy yy], each `width * height`. */
export interface FlowMetric {
  readonly xx: Float32Array;
  readonly xy: Float32Array;
  readonly yy: Float32Array;
}

type Energies = readonly [Float32Array, Float32Array];

/** The error of one map under one metric. */
export class MapError {
  /** target - decoded, for x and y. */
  private readonly error: readonly [Float32Array, Float32Array];
  /** Of {@link error}, times the metric. */
  private readonly weighted: readonly [Float64Array, Float64Array];
  /** For x and y: what a coefficient's basis picture of height 1 has of weighted energy. */
  private readonly energies: Energies;
  /** Energy of the error left of each cell in its row; one more than cells in each row. */
  private readonly running: Float64Array;
  /** Rows whose running sums are to be made anew. */
  private readonly stale: Uint8Array;
  private readonly width: number;

  constructor(
    target: Flow,
    private readonly metric: FlowMetric,
    private readonly basis: BasisPictures,
  ) {
    this.width = target.width;
    this.error = [component(target, 0), component(target, 1)];
    this.weighted = [new Float64Array(basis.size), new Float64Array(basis.size)];
    this.energies = energiesUnder(metric, basis);
    this.running = new Float64Array((target.width + 1) * target.height);
    this.stale = new Uint8Array(target.height).fill(1);
  }

  /** Takes the picture of integers, times a step, from the target. Call it once, first. @param integersOf a copy of the target along an axis */
  begin(step: number, integersOf: (target: Float32Array) => Int32Array): readonly [Int32Array, Int32Array] {
    const { starts, cells, values } = this.basis;
    const begun = this.error.map((error) => {
      const integers = integersOf(error.slice());
      for (let at = 0; at < integers.length; at++) {
        if (integers[at] === 0) continue;
        const moved = integers[at]! * step;
        const end = starts[at + 1]!;
        for (let i = starts[at]!; i < end; i++) error[cells[i]!]! -= values[i]! * moved;
      }
      return integers;
    });
    this.weighAll();
    return [begun[0]!, begun[1]!];
  }

  /** Weighted energy of the basis picture of a coefficient along an axis. */
  energyOf(at: number, axis: 0 | 1): number {
    return this.energies[axis][at]!;
  }

  /** Sum over the basis picture of (W e) along an axis. */
  gradient(at: number, axis: 0 | 1): number {
    const { starts, cells, values } = this.basis;
    const weighted = this.weighted[axis];
    const end = starts[at + 1]!;
    let sum = 0;
    for (let i = starts[at]!; i < end; i++) sum += values[i]! * weighted[cells[i]!]!;
    return sum;
  }

  /** Most that changing a coefficient, along either axis, can take from the weighted energy of the error; a little more. */
  mostGain(at: number): number {
    const { boxes } = this.basis;
    const { running, width, stale } = this;
    const left = boxes[4 * at]!;
    const right = boxes[4 * at + 2]! + 1;
    let sum = 0;
    for (let y = boxes[4 * at + 1]!; y <= boxes[4 * at + 3]!; y++) {
      if (stale[y] === 1) this.sumRow(y);
      const row = y * (width + 1);
      sum += running[row + right]! - running[row + left]!;
    }
    return sum * (1 + 1e-9) + 1e-12;
  }

  /** Adds a basis picture of height `-moved` to the error along an axis. */
  take(at: number, axis: 0 | 1, moved: number): void {
    const { starts, cells, values, boxes } = this.basis;
    const { xx, xy, yy } = this.metric;
    const error = this.error[axis];
    const [ex, ey] = this.error;
    const [wx, wy] = this.weighted;
    const end = starts[at + 1]!;
    for (let i = starts[at]!; i < end; i++) {
      const cell = cells[i]!;
      error[cell]! -= values[i]! * moved;
      const x = ex[cell]!;
      const y = ey[cell]!;
      wx[cell] = xx[cell]! * x + xy[cell]! * y;
      wy[cell] = yy[cell]! * y + xy[cell]! * x;
    }
    this.stale.fill(1, boxes[4 * at + 1], boxes[4 * at + 3]! + 1);
  }

  private weighAll(): void {
    const { xx, xy, yy } = this.metric;
    const [ex, ey] = this.error;
    const [wx, wy] = this.weighted;
    for (let cell = 0; cell < ex.length; cell++) {
      wx[cell] = xx[cell]! * ex[cell]! + xy[cell]! * ey[cell]!;
      wy[cell] = yy[cell]! * ey[cell]! + xy[cell]! * ex[cell]!;
    }
  }

  private sumRow(y: number): void {
    const { running, width } = this;
    const [ex, ey] = this.error;
    const [wx, wy] = this.weighted;
    let at = y * (width + 1);
    let sum = 0;
    for (let cell = y * width; cell < (y + 1) * width; cell++) {
      sum += ex[cell]! * wx[cell]! + ey[cell]! * wy[cell]!;
      running[++at] = sum;
    }
    this.stale[y] = 0;
  }
}

const known = new WeakMap<FlowMetric, { readonly basis: BasisPictures; readonly energies: Energies }>();

/** Energies of all basis pictures; those of the maps of a group share one metric. */
function energiesUnder(metric: FlowMetric, basis: BasisPictures): Energies {
  const kept = known.get(metric);
  if (kept?.basis === basis) return kept.energies;
  const energies: Energies = [energiesOf(basis, metric.xx), energiesOf(basis, metric.yy)];
  known.set(metric, { basis, energies });
  return energies;
}

function energiesOf({ starts, cells, values, size }: BasisPictures, diagonal: Float32Array): Float32Array {
  const out = new Float32Array(size);
  for (let at = 0; at < size; at++) {
    let sum = 0;
    for (let i = starts[at]!; i < starts[at + 1]!; i++) sum += values[i]! * values[i]! * diagonal[cells[i]!]!;
    out[at] = sum;
  }
  return out;
}

function component(flow: Flow, axis: 0 | 1): Float32Array {
  const out = new Float32Array(flow.data.length / 2);
  for (let i = 0; i < out.length; i++) out[i] = flow.data[2 * i + axis]!;
  return out;
}
