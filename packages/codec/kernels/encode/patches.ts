/**
 * @file Dense inverse search over 8x8 patches. Twin, with the method: `motion/flow/patches.ts`. Sums over a patch go down its
 * eight columns first.
 */
import { all, minus, over, plus, times, total } from '../shared/lanes';
import { fieldLength, fieldStride, rowOf } from './field';

/** Border of the levels of a pyramid, in pixels. */
const PAD: i32 = 12;
/** Side of a patch in pixels. */
const SIDE: i32 = 8;
const AREA: f32 = 64;

const gradientX = memory.data(256, 16);
const gradientY = memory.data(256, 16);
const template = memory.data(256, 16);
const residual = memory.data(256, 16);

let comparedMean: f32 = 0;
let foundX: f32 = 0;
let foundY: f32 = 0;

/**
 * Finds the displacement of every patch and blends them into the field `u`, `v`.
 * @param target padded level of the target picture
 * @param reference the same of the reference
 * @param candidates addresses of the planes of fields to start from, u and v in turn
 * @param count of such fields
 * @param weights room for one plane of a field
 * @param distance between patches in pixels
 * @param steps most Gauss-Newton steps per patch
 */
export function searchPatches(
  target: usize,
  reference: usize,
  width: i32,
  height: i32,
  candidates: usize,
  count: i32,
  u: usize,
  v: usize,
  weights: usize,
  distance: i32,
  steps: i32,
): void {
  const bytes = (<usize>fieldLength(width, height)) << 2;
  memory.fill(u, 0, bytes);
  memory.fill(v, 0, bytes);
  memory.fill(weights, 0, bytes);
  for (let row = 0; row < height + distance - SIDE; row += distance) {
    const y = min(row, height - SIDE);
    for (let column = 0; column < width + distance - SIDE; column += distance) {
      const x = min(column, width - SIDE);
      searchPatch(target, reference, width, height, x, y, candidates, count, steps);
      splat(fieldStride(width), u, v, weights, x, y);
    }
  }
  normalise(width, height, u, v, weights);
}

function normalise(width: i32, height: i32, u: usize, v: usize, weights: usize): void {
  const stride = fieldStride(width);
  for (let y = 0; y < height; y++) {
    const us = rowOf(u, stride, y);
    const vs = rowOf(v, stride, y);
    const ws = rowOf(weights, stride, y);
    for (let x = 0; x < width; x += 4) {
      const at = (<usize>x) << 2;
      const weight = v128.load(ws + at);
      // Nothing was added beyond the last pixel: there 0 stays 0.
      const scale = v128.and(over(all(1), weight), f32x4.gt(weight, all(0)));
      v128.store(us + at, times(v128.load(us + at), scale));
      v128.store(vs + at, times(v128.load(vs + at), scale));
    }
  }
}

function searchPatch(
  target: usize,
  reference: usize,
  width: i32,
  height: i32,
  x: i32,
  y: i32,
  candidates: usize,
  count: i32,
  steps: i32,
): void {
  const pitch = (<usize>(width + 2 * PAD)) << 2;
  const half = all(0.5);
  const none = all(0);
  let xxs = none;
  let xys = none;
  let yys = none;
  let means = none;
  let xs = none;
  let ys = none;
  let xxs2 = none;
  let xys2 = none;
  let yys2 = none;
  let means2 = none;
  let xs2 = none;
  let ys2 = none;
  let at = target + <usize>(y + PAD) * pitch + ((<usize>(x + PAD)) << 2);
  for (let k: usize = 0; k < 256; k += 32) {
    const value = v128.load(at);
    const gx = times(half, minus(v128.load(at, 4), v128.load(at - 4)));
    const gy = times(half, minus(v128.load(at + pitch), v128.load(at - pitch)));
    v128.store(gradientX + k, gx);
    v128.store(gradientY + k, gy);
    v128.store(template + k, value);
    xxs = plus(xxs, times(gx, gx));
    xys = plus(xys, times(gx, gy));
    yys = plus(yys, times(gy, gy));
    means = plus(means, value);
    xs = plus(xs, gx);
    ys = plus(ys, gy);
    const value2 = v128.load(at, 16);
    const gx2 = times(half, minus(v128.load(at, 20), v128.load(at, 12)));
    const gy2 = times(half, minus(v128.load(at + pitch, 16), v128.load(at - pitch, 16)));
    v128.store(gradientX + k, gx2, 16);
    v128.store(gradientY + k, gy2, 16);
    v128.store(template + k, value2, 16);
    xxs2 = plus(xxs2, times(gx2, gx2));
    xys2 = plus(xys2, times(gx2, gy2));
    yys2 = plus(yys2, times(gy2, gy2));
    means2 = plus(means2, value2);
    xs2 = plus(xs2, gx2);
    ys2 = plus(ys2, gy2);
    at += pitch;
  }
  const mean = all(total(plus(means, means2)) / AREA);
  for (let k: usize = 0; k < 256; k += 16) v128.store(template + k, minus(v128.load(template + k), mean));
  const sumX = total(plus(xs, xs2));
  const sumY = total(plus(ys, ys2));
  const xx = total(plus(xxs, xxs2)) + (1 - (sumX * sumX) / AREA);
  const xy = total(plus(xys, xys2)) - (sumX * sumY) / AREA;
  const yy = total(plus(yys, yys2)) + (1 - (sumY * sumY) / AREA);

  let bestX: f32 = 0;
  let bestY: f32 = 0;
  let bestCost: f32 = f32.MAX_VALUE;
  let compared = -1;
  let best = 0;
  const centre = rowOf(0, fieldStride(width), y + (SIDE >> 1)) + ((<usize>(x + (SIDE >> 1))) << 2);
  for (let k = 0; k < count; k++) {
    const u = load<f32>(load<usize>(candidates + ((<usize>k) << 3)) + centre);
    const v = load<f32>(load<usize>(candidates + ((<usize>k) << 3), 4) + centre);
    if (k > 0 && abs<f32>(u - bestX) + abs<f32>(v - bestY) < 0.05) continue;
    const cost = compare(reference, width, height, <f32>x + u, <f32>y + v);
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
  const determinant = xx * yy - xy * xy;
  let currentX = bestX;
  let currentY = bestY;
  if (compared !== best) compare(reference, width, height, <f32>x + currentX, <f32>y + currentY);
  for (let step = 0; step < steps; step++) {
    const level = all(comparedMean);
    let bxs = none;
    let bys = none;
    let bxs2 = none;
    let bys2 = none;
    for (let k: usize = 0; k < 256; k += 32) {
      const e = minus(v128.load(residual + k), level);
      bxs = plus(bxs, times(v128.load(gradientX + k), e));
      bys = plus(bys, times(v128.load(gradientY + k), e));
      const e2 = minus(v128.load(residual + k, 16), level);
      bxs2 = plus(bxs2, times(v128.load(gradientX + k, 16), e2));
      bys2 = plus(bys2, times(v128.load(gradientY + k, 16), e2));
    }
    const bx = total(plus(bxs, bxs2));
    const by = total(plus(bys, bys2));
    const stepX = (yy * bx - xy * by) / determinant;
    const stepY = (xx * by - xy * bx) / determinant;
    currentX -= stepX;
    currentY -= stepY;
    const cost = compare(reference, width, height, <f32>x + currentX, <f32>y + currentY);
    if (!(cost < bestCost)) break;
    bestCost = cost;
    bestX = currentX;
    bestY = currentY;
    if (stepX * stepX + stepY * stepY < <f32>4e-4) break;
  }
  const movedX = bestX - startX;
  const movedY = bestY - startY;
  if (movedX * movedX + movedY * movedY > AREA) {
    bestX = startX;
    bestY = startY;
  }
  if (bestX !== currentX || bestY !== currentY) compare(reference, width, height, <f32>x + bestX, <f32>y + bestY);
  foundX = bestX;
  foundY = bestY;
}

/** Writes reference patch minus template to `residual`, its mean to `comparedMean`; returns the sum of squares about it. */
function compare(reference: usize, width: i32, height: i32, x: f32, y: f32): f32 {
  const stride = width + 2 * PAD;
  const cx = min<f32>(max<f32>(x + <f32>PAD, 0), <f32>(stride - SIDE - 2));
  const cy = min<f32>(max<f32>(y + <f32>PAD, 0), <f32>(height + 2 * PAD - SIDE - 2));
  const x0 = <i32>cx;
  const y0 = <i32>cy;
  const fx = cx - <f32>x0;
  const fy = cy - <f32>y0;
  const d = fx * fy;
  const a = all(1 - fx - fy + d);
  const b = all(fx - d);
  const c = all(fy - d);
  const e = all(d);
  const pitch = (<usize>stride) << 2;
  let at = reference + ((<usize>(y0 * stride + x0)) << 2);
  let sums = all(0);
  let sums2 = all(0);
  let squares = all(0);
  let squares2 = all(0);
  let upper = v128.load(at);
  let next = v128.load(at, 4);
  let upper2 = v128.load(at, 16);
  let next2 = v128.load(at, 20);
  for (let k: usize = 0; k < 256; k += 32) {
    at += pitch;
    let value = plus(times(a, upper), times(b, next));
    let value2 = plus(times(a, upper2), times(b, next2));
    upper = v128.load(at);
    next = v128.load(at, 4);
    upper2 = v128.load(at, 16);
    next2 = v128.load(at, 20);
    value = plus(plus(value, times(c, upper)), times(e, next));
    value2 = plus(plus(value2, times(c, upper2)), times(e, next2));
    value = minus(value, v128.load(template + k));
    value2 = minus(value2, v128.load(template + k, 16));
    v128.store(residual + k, value);
    v128.store(residual + k, value2, 16);
    sums = plus(sums, value);
    sums2 = plus(sums2, value2);
    squares = plus(squares, times(value, value));
    squares2 = plus(squares2, times(value2, value2));
  }
  const sum = total(plus(sums, sums2));
  comparedMean = sum / AREA;
  return total(plus(squares, squares2)) - sum * comparedMean;
}

function splat(stride: i32, u: usize, v: usize, weights: usize, x: i32, y: i32): void {
  const level = all(comparedMean);
  const one = all(1);
  const fx = all(foundX);
  const fy = all(foundY);
  const pitch = (<usize>stride) << 2;
  let at = rowOf(0, stride, y) + ((<usize>x) << 2);
  for (let k: usize = 0; k < 256; k += 32) {
    for (let half: usize = 0; half < 32; half += 16) {
      const e = minus(v128.load(residual + k + half), level);
      const w = over(one, plus(one, times(e, e)));
      const to = at + half;
      v128.store(u + to, plus(v128.load(u + to), times(w, fx)));
      v128.store(v + to, plus(v128.load(v + to), times(w, fy)));
      v128.store(weights + to, plus(v128.load(weights + to), w));
    }
    at += pitch;
  }
}
