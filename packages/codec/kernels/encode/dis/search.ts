/**
 * @file The search of DIS: patches of 8x8 samples go downhill. Twin, with the method: `motion/dis/patch-search.ts`. Sums over
 * a patch go down its eight columns first.
 */
import { all, minus, plus, times, total } from '../../shared/lanes';
import { fieldStride, rowOf } from '../field';

const PATCH: i32 = 8;
const STRIDE: i32 = 4;
const BORDER: i32 = 16;
const STRIPES: i32 = 8;
const STEPS: i32 = 8;
const AREA: f32 = 64;
const SINGULAR: f32 = 1e-3;

let width: i32;
let height: i32;
let columns: i32;
let rows: i32;
let firstPlane: usize;
let padded: usize;
let gradientX: usize;
let gradientY: usize;
let patchX: usize;
let patchY: usize;
let sums: usize;

/** Of the last comparison: sum of differences, and of their products with the gradients. */
let fitSum: f32 = 0;
let fitX: f32 = 0;
let fitY: f32 = 0;

/**
 * @param first plane of the first picture, `gx` and `gy` its gradients
 * @param second padded plane of the second picture
 * @param u flow to begin with, as a field; `v` too
 * @param x room for a float for each patch, receives its displacement; `y` too
 * @param space room for five floats for each patch
 */
export function disSearch(
  first: usize,
  gx: usize,
  gy: usize,
  second: usize,
  levelWidth: i32,
  levelHeight: i32,
  u: usize,
  v: usize,
  x: usize,
  y: usize,
  space: usize,
): void {
  width = levelWidth;
  height = levelHeight;
  columns = 1 + (width - PATCH) / STRIDE;
  rows = 1 + (height - PATCH) / STRIDE;
  firstPlane = first;
  gradientX = gx;
  gradientY = gy;
  padded = second;
  patchX = x;
  patchY = y;
  sums = space;
  begin(u, v);
  pass(1);
  pass(-1);
}

/** Displacements to begin with, and sums of the gradients over each patch. */
function begin(u: usize, v: usize): void {
  const pitch = (<usize>fieldStride(width)) << 2;
  for (let row = 0, n: usize = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, n++) {
      const corner = rowOf(0, fieldStride(width), row * STRIDE) + ((<usize>(column * STRIDE)) << 2);
      const centre = corner + (<usize>(PATCH / 2) * pitch + ((<usize>(PATCH / 2)) << 2));
      store<f32>(patchX + (n << 2), load<f32>(u + centre));
      store<f32>(patchY + (n << 2), load<f32>(v + centre));
      sumGradients(corner, sums + n * 20);
    }
  }
}

function sumGradients(corner: usize, to: usize): void {
  const pitch = (<usize>fieldStride(width)) << 2;
  let xx = all(0);
  let xy = all(0);
  let yy = all(0);
  let sx = all(0);
  let sy = all(0);
  let xx2 = all(0);
  let xy2 = all(0);
  let yy2 = all(0);
  let sx2 = all(0);
  let sy2 = all(0);
  for (let i = 0; i < PATCH; i++) {
    const gx = v128.load(gradientX + corner);
    const gy = v128.load(gradientY + corner);
    const gx2 = v128.load(gradientX + corner, 16);
    const gy2 = v128.load(gradientY + corner, 16);
    xx = plus(xx, times(gx, gx));
    xy = plus(xy, times(gx, gy));
    yy = plus(yy, times(gy, gy));
    sx = plus(sx, gx);
    sy = plus(sy, gy);
    xx2 = plus(xx2, times(gx2, gx2));
    xy2 = plus(xy2, times(gx2, gy2));
    yy2 = plus(yy2, times(gy2, gy2));
    sx2 = plus(sx2, gx2);
    sy2 = plus(sy2, gy2);
    corner += pitch;
  }
  store<f32>(to, total(plus(xx, xx2)));
  store<f32>(to, total(plus(xy, xy2)), 4);
  store<f32>(to, total(plus(yy, yy2)), 8);
  store<f32>(to, total(plus(sx, sx2)), 12);
  store<f32>(to, total(plus(sy, sy2)), 16);
}

function pass(direction: i32): void {
  const stripe = (rows + STRIPES - 1) / STRIPES;
  for (let from = 0; from < rows; from += stripe) {
    const to = min(from + stripe, rows);
    for (let n = 0; n < to - from; n++) {
      const row = direction === 1 ? from + n : to - 1 - n;
      for (let m = 0; m < columns; m++) {
        const column = direction === 1 ? m : columns - 1 - m;
        const at = row * columns + column;
        const beside = m > 0 ? at - direction : -1;
        const above = n > 0 ? at - direction * columns : -1;
        startFromBest(at, beside, above, row * STRIDE, column * STRIDE);
        descend(at, row * STRIDE, column * STRIDE);
      }
    }
  }
}

function startFromBest(at: i32, beside: i32, above: i32, top: i32, left: i32): void {
  const x = patchX + ((<usize>at) << 2);
  const y = patchY + ((<usize>at) << 2);
  let best = compare(top, left, load<f32>(x), load<f32>(y), false);
  for (let k = 0; k < 2; k++) {
    const neighbour = k === 0 ? beside : above;
    if (neighbour < 0) continue;
    const otherX = load<f32>(patchX + ((<usize>neighbour) << 2));
    const otherY = load<f32>(patchY + ((<usize>neighbour) << 2));
    const distance = compare(top, left, otherX, otherY, false);
    if (distance >= best) continue;
    best = distance;
    store<f32>(x, otherX);
    store<f32>(y, otherY);
  }
}

function descend(at: i32, top: i32, left: i32): void {
  const own = sums + <usize>at * 20;
  const xx = load<f32>(own);
  const xy = load<f32>(own, 4);
  const yy = load<f32>(own, 8);
  const sumX = load<f32>(own, 12);
  const sumY = load<f32>(own, 16);
  let determinant = xx * yy - xy * xy;
  if (abs<f32>(determinant) < SINGULAR) determinant = SINGULAR;
  const startX = load<f32>(patchX + ((<usize>at) << 2));
  const startY = load<f32>(patchY + ((<usize>at) << 2));
  let x = startX;
  let y = startY;
  let last: f32 = f32.MAX_VALUE;
  for (let step = 0; step < STEPS; step++) {
    const distance = compare(top, left, x, y, true);
    const gx = fitX - (fitSum * sumX) / AREA;
    const gy = fitY - (fitSum * sumY) / AREA;
    x = x - (yy * gx - xy * gy) / determinant;
    y = y - (xx * gy - xy * gx) / determinant;
    if (distance >= last) break;
    last = distance;
  }
  const movedX = x - startX;
  const movedY = y - startY;
  if (movedX * movedX + movedY * movedY > AREA) return;
  store<f32>(patchX + ((<usize>at) << 2), x);
  store<f32>(patchY + ((<usize>at) << 2), y);
}

/** Squared distance of a patch, means apart, to the second picture at a displacement; fills what `fit` says where `slopes`. */
function compare(top: i32, left: i32, dx: f32, dy: f32, slopes: bool): f32 {
  const row = min<f32>(max<f32>(<f32>(top + BORDER) + dy, <f32>(BORDER - PATCH + 1)), <f32>(BORDER + height - 1));
  const column = min<f32>(max<f32>(<f32>(left + BORDER) + dx, <f32>(BORDER - PATCH + 1)), <f32>(BORDER + width - 1));
  const r0 = <i32>row;
  const c0 = <i32>column;
  const v = row - <f32>r0;
  const u = column - <f32>c0;
  const w00 = all((1 - v) * (1 - u));
  const w01 = all((1 - v) * u);
  const w10 = all(v * (1 - u));
  const w11 = all(v * u);
  const there = (<usize>(width + 2 * BORDER)) << 2;
  const pitch = (<usize>fieldStride(width)) << 2;
  let at = padded + <usize>r0 * there + ((<usize>c0) << 2);
  let here = rowOf(0, fieldStride(width), top) + ((<usize>left) << 2);
  let sum = all(0);
  let sum2 = all(0);
  let squares = all(0);
  let squares2 = all(0);
  let productX = all(0);
  let productX2 = all(0);
  let productY = all(0);
  let productY2 = all(0);
  let upper = v128.load(at);
  let upperNext = v128.load(at, 4);
  let upper2 = v128.load(at, 16);
  let upperNext2 = v128.load(at, 20);
  for (let i = 0; i < PATCH; i++) {
    at += there;
    let value = plus(times(w00, upper), times(w01, upperNext));
    let value2 = plus(times(w00, upper2), times(w01, upperNext2));
    upper = v128.load(at);
    upperNext = v128.load(at, 4);
    upper2 = v128.load(at, 16);
    upperNext2 = v128.load(at, 20);
    value = plus(plus(value, times(w10, upper)), times(w11, upperNext));
    value2 = plus(plus(value2, times(w10, upper2)), times(w11, upperNext2));
    value = minus(value, v128.load(firstPlane + here));
    value2 = minus(value2, v128.load(firstPlane + here, 16));
    sum = plus(sum, value);
    sum2 = plus(sum2, value2);
    squares = plus(squares, times(value, value));
    squares2 = plus(squares2, times(value2, value2));
    if (slopes) {
      productX = plus(productX, times(value, v128.load(gradientX + here)));
      productX2 = plus(productX2, times(value2, v128.load(gradientX + here, 16)));
      productY = plus(productY, times(value, v128.load(gradientY + here)));
      productY2 = plus(productY2, times(value2, v128.load(gradientY + here, 16)));
    }
    here += pitch;
  }
  fitSum = total(plus(sum, sum2));
  if (slopes) {
    fitX = total(plus(productX, productX2));
    fitY = total(plus(productY, productY2));
  }
  return total(plus(squares, squares2)) - (fitSum * fitSum) / AREA;
}
