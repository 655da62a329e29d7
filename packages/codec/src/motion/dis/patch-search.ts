/**
 * @file Dense inverse search, the first half of DIS (Kroeger et al. 2016, section 2.1): each patch of the first picture
 * goes downhill to where it fits the second. "Inverse" since gradients and their structure tensor are those of the first
 * picture, which are computed once. Differences are taken after their mean, so that brightness may change. A patch begins
 * at the best of the coarser level's flow and of what its neighbours found, once from the upper left and once from the
 * lower right; rows of patches are cut into eight stripes that do not hear of each other.
 *
 * Gradients are Sobel sums without their factor of 1/8, as in OpenCV, so a step is an eighth of that of Gauss and Newton:
 * eight steps in each of two passes do not reach the minimum, and figures depend on that.
 *
 * In single precision, operation by operation as in `kernels/encode/dis/search.ts`, which does the same.
 */
import { sum, sumOfProducts } from '../flow/patch-sums.js';
import { padEdges, sobelGradients, type GreyPlane } from './grey-plane.js';
import { PATCH, patchesAlong, STRIDE, type DenseFlow, type PatchFlow } from './patch-grid.js';

const BORDER = 16;
const STRIPES = 8;
const PASSES = 2;
/** Gradient descent steps in each pass: 16 in all. */
const STEPS = 8;
const SINGULAR = Math.fround(1e-3);
const AREA = PATCH * PATCH;

/** Sums over the samples of each patch of the first picture. */
interface PatchSums {
  readonly xx: Float32Array;
  readonly xy: Float32Array;
  readonly yy: Float32Array;
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/**
 * Displacements of the patches of `first` in `second`.
 * @param initial flow to begin with, of the planes' size
 */
export function searchPatches(first: GreyPlane, second: GreyPlane, initial: DenseFlow): PatchFlow {
  const search = new PatchSearch(first, second);
  search.begin(initial);
  for (let pass = 0; pass < PASSES; pass++) search.pass(pass % 2 === 0 ? 1 : -1);
  return search.flow;
}

class PatchSearch {
  readonly flow: PatchFlow;
  private readonly gradients;
  private readonly sums: PatchSums;
  private readonly target: GreyPlane;
  /** Of the last comparison: sum of differences, and of their products with the gradients. */
  private readonly fit = { sum: 0, gx: 0, gy: 0 };

  constructor(
    private readonly first: GreyPlane,
    second: GreyPlane,
  ) {
    const columns = patchesAlong(first.width);
    const rows = patchesAlong(first.height);
    this.flow = { columns, rows, x: new Float32Array(columns * rows), y: new Float32Array(columns * rows) };
    this.gradients = sobelGradients(first);
    this.sums = patchSums(first, this.gradients, columns, rows);
    this.target = padEdges(second, BORDER);
  }

  begin(initial: DenseFlow): void {
    const { columns, rows, x, y } = this.flow;
    for (let row = 0, i = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++, i++) {
        const centre = (row * STRIDE + PATCH / 2) * initial.width + column * STRIDE + PATCH / 2;
        x[i] = initial.x[centre]!;
        y[i] = initial.y[centre]!;
      }
    }
  }

  pass(direction: 1 | -1): void {
    const { columns, rows } = this.flow;
    const stripe = Math.ceil(rows / STRIPES);
    for (let from = 0; from < rows; from += stripe) {
      const to = Math.min(from + stripe, rows);
      for (let n = 0; n < to - from; n++) {
        const row = direction === 1 ? from + n : to - 1 - n;
        for (let m = 0; m < columns; m++) {
          const column = direction === 1 ? m : columns - 1 - m;
          const at = row * columns + column;
          this.startFromBest(
            at,
            m > 0 ? at - direction : -1,
            n > 0 ? at - direction * columns : -1,
            row * STRIDE,
            column * STRIDE,
          );
          this.descend(at, row * STRIDE, column * STRIDE);
        }
      }
    }
  }

  private startFromBest(at: number, beside: number, above: number, top: number, left: number): void {
    const { x, y } = this.flow;
    let best = this.compare(top, left, x[at]!, y[at]!, false);
    for (const neighbour of [beside, above]) {
      if (neighbour < 0) continue;
      const distance = this.compare(top, left, x[neighbour]!, y[neighbour]!, false);
      if (distance >= best) continue;
      best = distance;
      x[at] = x[neighbour]!;
      y[at] = y[neighbour]!;
    }
  }

  private descend(at: number, top: number, left: number): void {
    const { sums, flow, fit } = this;
    const xx = sums.xx[at]!;
    const yy = sums.yy[at]!;
    const xy = sums.xy[at]!;
    let determinant = difference(xx, yy, xy, xy);
    if (Math.abs(determinant) < SINGULAR) determinant = SINGULAR;
    let x = flow.x[at]!;
    let y = flow.y[at]!;
    let last = LARGEST;
    for (let step = 0; step < STEPS; step++) {
      const distance = this.compare(top, left, x, y, true);
      const gx = single(fit.gx - single(single(fit.sum * sums.x[at]!) / AREA));
      const gy = single(fit.gy - single(single(fit.sum * sums.y[at]!) / AREA));
      x = single(x - single(difference(yy, gx, xy, gy) / determinant));
      y = single(y - single(difference(xx, gy, xy, gx) / determinant));
      if (distance >= last) break;
      last = distance;
    }
    const movedX = single(x - flow.x[at]!);
    const movedY = single(y - flow.y[at]!);
    if (single(single(movedX * movedX) + single(movedY * movedY)) > AREA) return;
    flow.x[at] = x;
    flow.y[at] = y;
  }

  /**
   * Squared distance of a patch, means apart, to the second picture at a displacement; with `slopes` also fills the products of `fit`.
   */
  private compare(top: number, left: number, dx: number, dy: number, slopes: boolean): number {
    const { first, target, fit } = this;
    const row = Math.min(Math.max(single(top + BORDER + dy), BORDER - PATCH + 1), BORDER + first.height - 1);
    const column = Math.min(Math.max(single(left + BORDER + dx), BORDER - PATCH + 1), BORDER + first.width - 1);
    const r0 = Math.floor(row);
    const c0 = Math.floor(column);
    const v = single(row - r0);
    const u = single(column - c0);
    const w00 = single(single(1 - v) * single(1 - u));
    const w01 = single(single(1 - v) * u);
    const w10 = single(v * single(1 - u));
    const w11 = single(v * u);
    const stride = target.width;
    const there = target.data;
    const here = first.data;
    for (let i = 0, n = 0; i < PATCH; i++) {
      const a = (top + i) * first.width + left;
      const b = (r0 + i) * stride + c0;
      for (let k = b; k < b + PATCH; k++, n++) {
        const upper = single(single(w00 * there[k]!) + single(w01 * there[k + 1]!));
        const value = single(upper + single(w10 * there[k + stride]!));
        residual[n] = single(value + single(w11 * there[k + stride + 1]!)) - here[a + k - b]!;
      }
    }
    fit.sum = sum(residual);
    if (slopes) {
      fit.gx = sumOfProducts(residual, this.patchOf(this.gradients.x, top, left));
      fit.gy = sumOfProducts(residual, this.patchOf(this.gradients.y, top, left));
    }
    return single(sumOfProducts(residual, residual) - single(single(fit.sum * fit.sum) / AREA));
  }

  private patchOf(plane: Int16Array, top: number, left: number): Float32Array {
    return copyPatch(plane, this.first.width, top, left, gathered);
  }
}

const single = Math.fround;
const LARGEST = 3.4028234663852886e38;
const residual = new Float32Array(AREA);
const gathered = new Float32Array(AREA);
const other = new Float32Array(AREA);

/** `a b - c d` */
function difference(a: number, b: number, c: number, d: number): number {
  return single(single(a * b) - single(c * d));
}

function copyPatch(plane: Int16Array, width: number, top: number, left: number, to: Float32Array): Float32Array {
  for (let i = 0; i < PATCH; i++) {
    const from = (top + i) * width + left;
    to.set(plane.subarray(from, from + PATCH), i * PATCH);
  }
  return to;
}

function patchSums(
  plane: GreyPlane,
  gradients: { readonly x: Int16Array; readonly y: Int16Array },
  columns: number,
  rows: number,
): PatchSums {
  const make = () => new Float32Array(columns * rows);
  const sums = { xx: make(), xy: make(), yy: make(), x: make(), y: make() };
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      const gx = copyPatch(gradients.x, plane.width, row * STRIDE, column * STRIDE, gathered);
      const gy = copyPatch(gradients.y, plane.width, row * STRIDE, column * STRIDE, other);
      sums.xx[at] = sumOfProducts(gx, gx);
      sums.xy[at] = sumOfProducts(gx, gy);
      sums.yy[at] = sumOfProducts(gy, gy);
      sums.x[at] = sum(gx);
      sums.y[at] = sum(gy);
    }
  }
  return sums;
}
