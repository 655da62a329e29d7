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
 */
import type { Field } from './field.js';
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
    const scale = 1 / space.weight[p]!;
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
  let xx = 0;
  let xy = 0;
  let yy = 0;
  let mean = 0;
  let meanX = 0;
  let meanY = 0;
  for (let r = 0, k = 0; r < SIDE; r++) {
    let i = (y + r + PAD) * stride + x + PAD;
    for (let c = 0; c < SIDE; c++, i++, k++) {
      const gx = 0.5 * (padded[i + 1]! - padded[i - 1]!);
      const gy = 0.5 * (padded[i + stride]! - padded[i - stride]!);
      const value = padded[i]!;
      gradientX[k] = gx;
      gradientY[k] = gy;
      template[k] = value;
      xx += gx * gx;
      xy += gx * gy;
      yy += gy * gy;
      mean += value;
      meanX += gx;
      meanY += gy;
    }
  }
  mean /= AREA;
  for (let k = 0; k < AREA; k++) template[k] = template[k]! - mean;
  xx += 1 - (meanX * meanX) / AREA;
  xy -= (meanX * meanY) / AREA;
  yy += 1 - (meanY * meanY) / AREA;

  let bestX = 0;
  let bestY = 0;
  let bestCost = Infinity;
  const width = target.width;
  const centre = (y + (SIDE >> 1) + 1) * width + x + (SIDE >> 1);
  for (let k = 0; k < candidates.length; k++) {
    const candidate = candidates[k]!;
    const u = candidate.u[centre]!;
    const v = candidate.v[centre]!;
    if (k > 0 && Math.abs(u - bestX) + Math.abs(v - bestY) < 0.05) continue;
    const cost = compare(reference, x + u, y + v);
    if (cost < bestCost) {
      bestCost = cost;
      bestX = u;
      bestY = v;
    }
  }
  const startX = bestX;
  const startY = bestY;
  const determinant = xx * yy - xy * xy;
  let currentX = bestX;
  let currentY = bestY;
  let stepX = 0;
  let stepY = 0;
  let cost = compare(reference, x + currentX, y + currentY);
  for (let step = 0; step < steps; step++) {
    let bx = 0;
    let by = 0;
    for (let k = 0; k < AREA; k++) {
      const e = residual[k]!;
      bx += gradientX[k]! * e;
      by += gradientY[k]! * e;
    }
    stepX = (yy * bx - xy * by) / determinant;
    stepY = (xx * by - xy * bx) / determinant;
    currentX -= stepX;
    currentY -= stepY;
    cost = compare(reference, x + currentX, y + currentY);
    if (cost >= bestCost) break;
    bestCost = cost;
    bestX = currentX;
    bestY = currentY;
    if (stepX * stepX + stepY * stepY < 4e-4) break;
  }
  if ((bestX - startX) ** 2 + (bestY - startY) ** 2 > AREA) {
    bestX = startX;
    bestY = startY;
  }
  if (bestX !== currentX || bestY !== currentY) compare(reference, x + bestX, y + bestY);
  foundX = bestX;
  foundY = bestY;
}

/**
 * Writes reference patch minus template, both without their means, to `residual`; returns the sum of squares.
 * The patch's corner (x, y) is clamped to the padded reference.
 */
function compare(reference: PyramidLevel, x: number, y: number): number {
  const { padded, stride } = reference;
  const cx = Math.min(Math.max(x + PAD, 0), stride - SIDE - 2);
  const cy = Math.min(Math.max(y + PAD, 0), reference.height + 2 * PAD - SIDE - 2);
  const x0 = cx | 0;
  const y0 = cy | 0;
  const fx = cx - x0;
  const fy = cy - y0;
  const d = fx * fy;
  const c = fy - d;
  const b = fx - d;
  const a = 1 - fx - fy + d;
  let sum = 0;
  let squares = 0;
  for (let r = 0, k = 0; r < SIDE; r++) {
    let i = (y0 + r) * stride + x0;
    let upper = padded[i]!;
    let lower = padded[i + stride]!;
    for (let n = 0; n < SIDE; n++, k++) {
      i++;
      const upperNext = padded[i]!;
      const lowerNext = padded[i + stride]!;
      const e = a * upper + b * upperNext + c * lower + d * lowerNext - template[k]!;
      residual[k] = e;
      sum += e;
      squares += e * e;
      upper = upperNext;
      lower = lowerNext;
    }
  }
  const mean = sum / AREA;
  for (let k = 0; k < AREA; k++) residual[k] = residual[k]! - mean;
  return squares - sum * mean;
}

function splat(out: Field, weight: Float32Array, x: number, y: number): void {
  const { u, v, width } = out;
  for (let r = 0, k = 0; r < SIDE; r++) {
    let p = (y + r + 1) * width + x;
    for (let c = 0; c < SIDE; c++, k++, p++) {
      const e = residual[k]!;
      const w = 1 / (1 + e * e);
      u[p] = u[p]! + w * foundX;
      v[p] = v[p]! + w * foundY;
      weight[p] = weight[p]! + w;
    }
  }
}
