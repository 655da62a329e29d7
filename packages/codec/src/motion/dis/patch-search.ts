/**
 * @file Dense inverse search, the first half of DIS (Kroeger et al. 2016, section 2.1): each patch of the first picture
 * goes downhill to where it fits the second. "Inverse" since gradients and their structure tensor are those of the first
 * picture, which are computed once. Differences are taken after their mean, so that brightness may change. A patch begins
 * at the best of the coarser level's flow and of what its neighbours found, once from the upper left and once from the
 * lower right; rows of patches are cut into eight stripes that do not hear of each other.
 *
 * Gradients are Sobel sums without their factor of 1/8, as in OpenCV, so a step is an eighth of that of Gauss and Newton:
 * eight steps in each of two passes do not reach the minimum, and figures depend on that.
 */
import { padEdges, sobelGradients, type GreyPlane } from './grey-plane.js';
import { PATCH, patchesAlong, STRIDE, type DenseFlow, type PatchFlow } from './patch-grid.js';

const BORDER = 16;
const STRIPES = 8;
const PASSES = 2;
/** Gradient descent steps in each pass: 16 in all. */
const STEPS = 8;
const SINGULAR = 1e-3;
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
    // In single precision, since the rounding decides what counts as singular.
    let determinant = Math.fround(Math.fround(xx * yy) - Math.fround(xy * xy));
    if (Math.abs(determinant) < SINGULAR) determinant = SINGULAR;
    let x = flow.x[at]!;
    let y = flow.y[at]!;
    let last = Infinity;
    for (let step = 0; step < STEPS; step++) {
      const distance = this.compare(top, left, x, y, true);
      const gx = fit.gx - (fit.sum * sums.x[at]!) / AREA;
      const gy = fit.gy - (fit.sum * sums.y[at]!) / AREA;
      x = Math.fround(x - (yy * gx - xy * gy) / determinant);
      y = Math.fround(y - (xx * gy - xy * gx) / determinant);
      if (distance >= last) break;
      last = distance;
    }
    if (Math.hypot(x - flow.x[at]!, y - flow.y[at]!) > PATCH) return;
    flow.x[at] = x;
    flow.y[at] = y;
  }

  /**
   * Squared distance of a patch, means apart, to the second picture at a displacement; with `slopes` also fills the products of `fit`.
   */
  private compare(top: number, left: number, dx: number, dy: number, slopes: boolean): number {
    const { first, target, gradients, fit } = this;
    const row = Math.min(Math.max(top + dy + BORDER, BORDER - PATCH + 1), BORDER + first.height - 1);
    const column = Math.min(Math.max(left + dx + BORDER, BORDER - PATCH + 1), BORDER + first.width - 1);
    const r0 = Math.floor(row);
    const c0 = Math.floor(column);
    const v = row - r0;
    const u = column - c0;
    const w11 = v * u;
    const w10 = v * (1 - u);
    const w01 = (1 - v) * u;
    const w00 = (1 - v) * (1 - u);
    const stride = target.width;
    const there = target.data;
    const here = first.data;
    const { x: gx, y: gy } = gradients;
    let sum = 0;
    let squares = 0;
    let productX = 0;
    let productY = 0;
    for (let i = 0; i < PATCH; i++) {
      const a = (top + i) * first.width + left;
      const b = (r0 + i) * stride + c0;
      for (let j = 0; j < PATCH; j++) {
        const k = b + j;
        const difference =
          w00 * there[k]! +
          w01 * there[k + 1]! +
          w10 * there[k + stride]! +
          w11 * there[k + stride + 1]! -
          here[a + j]!;
        sum += difference;
        squares += difference * difference;
        if (slopes) {
          productX += difference * gx[a + j]!;
          productY += difference * gy[a + j]!;
        }
      }
    }
    fit.sum = sum;
    fit.gx = productX;
    fit.gy = productY;
    return Math.fround(squares - (sum * sum) / AREA);
  }
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
      let [xx, xy, yy, x, y] = [0, 0, 0, 0, 0];
      for (let i = 0; i < PATCH; i++) {
        const from = (row * STRIDE + i) * plane.width + column * STRIDE;
        for (let j = 0; j < PATCH; j++) {
          const gx = gradients.x[from + j]!;
          const gy = gradients.y[from + j]!;
          xx += gx * gx;
          xy += gx * gy;
          yy += gy * gy;
          x += gx;
          y += gy;
        }
      }
      sums.xx[at] = xx;
      sums.xy[at] = xy;
      sums.yy[at] = yy;
      sums.x[at] = x;
      sums.y[at] = y;
    }
  }
  return sums;
}
