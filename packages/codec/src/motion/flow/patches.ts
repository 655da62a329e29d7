/**
 * @file Dense inverse search: the patch stage of the flow (Kroeger, Timofte, Dai, Van Gool, "Fast Optical Flow using
 * Dense Inverse Search", ECCV 2016, sections 2.1 and 2.2).
 *
 * The target is covered with overlapping 8x8 patches. For each, the gradient and the 2x2 normal matrix are taken from
 * the target once, and Gauss-Newton steps move the patch over the reference (Baker and Matthews' inverse
 * compositional search). Patches are compared after their means are removed, so slow changes of light do not count.
 *
 * Unlike in the paper, a patch starts from the best of several candidate fields (the coarser level, the neighbouring
 * frame's flow, its extrapolation, standing still), which is how the tracker keeps both what it knows and the means to
 * correct it. The patches are blended into a dense field with weights that fall with each pixel's own error.
 *
 * In single precision, operation by operation as in `kernels/encode/patches.ts`, which does the same.
 */
import type { Field } from './field.js';
import { sum, sumOfProducts } from './patch-sums.js';
import { PAD, type PyramidLevel } from './pyramid.js';

/** Side of a patch in pixels. */
const SIDE = 8;
const AREA = SIDE * SIDE;

/** Working memory of the patch stage at one level. */
export interface PatchSpace {
  readonly weight: Float32Array;
}

/** Working memory for a level of the given size in pixels. */
export function createPatchSpace(width: number, height: number): PatchSpace {
  return { weight: new Float32Array(width * (height + 2)) };
}

/** Settings of {@link searchPatches}. */
export interface PatchSettings {
  /** Distance between patches in pixels, 1 to 8. */
  readonly stride: number;
  /** Most Gauss-Newton steps per patch. */
  readonly steps: number;
}

const gradientX = new Float32Array(AREA);
const gradientY = new Float32Array(AREA);
const template = new Float32Array(AREA);
const residual = new Float32Array(AREA);
const centred = new Float32Array(AREA);
/** Mean of `residual`. */
let comparedMean = 0;

const single = Math.fround;
const LARGEST = single(3.4028234663852886e38);
/** Displacements that differ by less, in pixels, are not compared again. */
const ALIKE = single(0.05);
/** Square of a step, in pixels, after which no more follow. */
const SETTLED = single(4e-4);

/**
 * Finds the displacement of every patch and blends them into `out`.
 * @param target level of the target picture
 * @param reference the same level of the reference picture
 * @param candidates at least one field of the level's size; `out` may be among them only if it is not read afterwards
 * @param out receives the dense field
 */
export function searchPatches(
  target: PyramidLevel,
  reference: PyramidLevel,
  candidates: readonly Field[],
  out: Field,
  space: PatchSpace,
  settings: PatchSettings,
): void {
  const { width, height } = target;
  out.u.fill(0);
  out.v.fill(0);
  space.weight.fill(0);
  for (let row = 0; row < height + settings.stride - SIDE; row += settings.stride) {
    const y = Math.min(row, height - SIDE);
    for (let column = 0; column < width + settings.stride - SIDE; column += settings.stride) {
      const x = Math.min(column, width - SIDE);
      searchPatch(target, reference, x, y, candidates, settings.steps);
      splat(out, space.weight, x, y);
    }
  }
  for (let p = width; p < width * (height + 1); p++) {
    const scale = single(1 / space.weight[p]!);
    out.u[p] = out.u[p]! * scale;
    out.v[p] = out.v[p]! * scale;
  }
}

/** Displacement that {@link searchPatch} found last. Module state instead of a returned object: it is the inner loop. */
let foundX = 0;
let foundY = 0;

function searchPatch(
  target: PyramidLevel,
  reference: PyramidLevel,
  x: number,
  y: number,
  candidates: readonly Field[],
  steps: number,
): void {
  const { padded, stride } = target;
  for (let r = 0, k = 0; r < SIDE; r++) {
    let i = (y + r + PAD) * stride + x + PAD;
    for (let c = 0; c < SIDE; c++, i++, k++) {
      gradientX[k] = 0.5 * single(padded[i + 1]! - padded[i - 1]!);
      gradientY[k] = 0.5 * single(padded[i + stride]! - padded[i - stride]!);
      template[k] = padded[i]!;
    }
  }
  const mean = single(sum(template) / AREA);
  for (let k = 0; k < AREA; k++) template[k] = template[k]! - mean;
  const sumX = sum(gradientX);
  const sumY = sum(gradientY);
  const xx = single(sumOfProducts(gradientX, gradientX) + single(1 - single(single(sumX * sumX) / AREA)));
  const xy = single(sumOfProducts(gradientX, gradientY) - single(single(sumX * sumY) / AREA));
  const yy = single(sumOfProducts(gradientY, gradientY) + single(1 - single(single(sumY * sumY) / AREA)));

  let bestX = 0;
  let bestY = 0;
  let bestCost = LARGEST;
  let best = 0;
  let compared = -1;
  const width = target.width;
  const centre = (y + (SIDE >> 1) + 1) * width + x + (SIDE >> 1);
  for (let k = 0; k < candidates.length; k++) {
    const candidate = candidates[k]!;
    const u = candidate.u[centre]!;
    const v = candidate.v[centre]!;
    if (k > 0 && single(Math.abs(single(u - bestX)) + Math.abs(single(v - bestY))) < ALIKE) continue;
    const cost = compare(reference, single(x + u), single(y + v));
    compared = k;
    if (cost < bestCost) {
      bestCost = cost;
      bestX = u;
      bestY = v;
      best = k;
    }
  }
  const startX = bestX;
  const startY = bestY;
  const determinant = difference(xx, yy, xy, xy);
  let currentX = bestX;
  let currentY = bestY;
  if (compared !== best) compare(reference, single(x + currentX), single(y + currentY));
  for (let step = 0; step < steps; step++) {
    for (let k = 0; k < AREA; k++) centred[k] = residual[k]! - comparedMean;
    const bx = sumOfProducts(gradientX, centred);
    const by = sumOfProducts(gradientY, centred);
    const stepX = single(difference(yy, bx, xy, by) / determinant);
    const stepY = single(difference(xx, by, xy, bx) / determinant);
    currentX = single(currentX - stepX);
    currentY = single(currentY - stepY);
    const cost = compare(reference, single(x + currentX), single(y + currentY));
    if (!(cost < bestCost)) break;
    bestCost = cost;
    bestX = currentX;
    bestY = currentY;
    if (squareLength(stepX, stepY) < SETTLED) break;
  }
  if (squareLength(single(bestX - startX), single(bestY - startY)) > AREA) {
    bestX = startX;
    bestY = startY;
  }
  if (bestX !== currentX || bestY !== currentY) compare(reference, single(x + bestX), single(y + bestY));
  foundX = bestX;
  foundY = bestY;
}

/** `a b - c d` */
function difference(a: number, b: number, c: number, d: number): number {
  return single(single(a * b) - single(c * d));
}

function squareLength(x: number, y: number): number {
  return single(single(x * x) + single(y * y));
}

/**
 * Writes reference patch minus template to `residual` and its mean to `comparedMean`; returns the sum of squares about it.
 * The patch's corner (x, y) is clamped to the padded reference.
 */
function compare(reference: PyramidLevel, x: number, y: number): number {
  const { padded, stride } = reference;
  const cx = Math.min(Math.max(single(x + PAD), 0), stride - SIDE - 2);
  const cy = Math.min(Math.max(single(y + PAD), 0), reference.height + 2 * PAD - SIDE - 2);
  const x0 = cx | 0;
  const y0 = cy | 0;
  const fx = single(cx - x0);
  const fy = single(cy - y0);
  const d = single(fx * fy);
  const c = single(fy - d);
  const b = single(fx - d);
  const a = single(single(single(1 - fx) - fy) + d);
  for (let r = 0, k = 0; r < SIDE; r++) {
    let i = (y0 + r) * stride + x0;
    for (let n = 0; n < SIDE; n++, k++, i++) {
      const upper = single(single(a * padded[i]!) + single(b * padded[i + 1]!));
      const value = single(upper + single(c * padded[i + stride]!));
      residual[k] = single(value + single(d * padded[i + stride + 1]!)) - template[k]!;
    }
  }
  const all = sum(residual);
  comparedMean = single(all / AREA);
  return single(sumOfProducts(residual, residual) - single(all * comparedMean));
}

function splat(out: Field, weight: Float32Array, x: number, y: number): void {
  const { u, v, width } = out;
  for (let r = 0, k = 0; r < SIDE; r++) {
    let p = (y + r + 1) * width + x;
    for (let c = 0; c < SIDE; c++, k++, p++) {
      const e = single(residual[k]! - comparedMean);
      const w = single(1 / single(1 + single(e * e)));
      u[p] = u[p]! + single(w * foundX);
      v[p] = v[p]! + single(w * foundY);
      weight[p] = weight[p]! + w;
    }
  }
}
