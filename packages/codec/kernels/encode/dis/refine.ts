/** @file Variational refinement of DIS. Twin, with the method: `motion/dis/refine.ts`. */
import { all, columnsFrom, minus, over, plus, square, times } from '../../shared/lanes';
import { sampleBilinear4 } from '../../shared/bilinear';
import { fieldLength, fieldStride, rowOf } from '../field';
import {
  beginRows,
  BLOCK,
  blockRow,
  colourLength,
  colourPitch,
  colourRow,
  layOutColours,
  leftOf,
  mergeField,
  redBlackRoom,
  splitRow,
} from '../red-black';

const SMOOTHNESS: f32 = 10;
const GRADIENT: f32 = 5;
const BRIGHTNESS: f32 = 2.5;
const FIXED_POINTS: i32 = 5;
const HALF_SWEEPS: i32 = 10;
const OMEGA: f32 = 1.6;
const ZETA2: f32 = 0.01;
const EPSILON2: f32 = 1e-6;
const WARP_STEPS: f32 = 32;
const PLANES: i32 = 12;

let width: i32;
let height: i32;
let stride: i32;
let baseU: usize;
let baseV: usize;
/** Base plus change. */
let presentU: usize;
let presentV: usize;
let changeU: usize;
let changeV: usize;
/** Derivatives of the mean of both pictures, and of their difference z. */
let mean: usize;
let z: usize;
let dx: usize;
let dy: usize;
let dxx: usize;
let dxy: usize;
let dyy: usize;
let dxz: usize;
let dyz: usize;

/** Bytes of working memory that {@link disRefine} needs. */
export function disRefineRoom(width: i32, height: i32): i32 {
  return 4 * PLANES * fieldLength(width, height) + redBlackRoom(width, height);
}

/**
 * Refines the field `u`, `v`.
 * @param first plane of the first picture, as a field
 * @param second the same of the second, zero beside its rows
 * @param space working memory
 */
export function disRefine(
  first: usize,
  second: usize,
  levelWidth: i32,
  levelHeight: i32,
  u: usize,
  v: usize,
  space: usize,
): void {
  layOut(levelWidth, levelHeight, u, v, space);
  derive(first, second);
  for (let round = 0; round < FIXED_POINTS; round++) {
    const out = beginRows();
    for (let y = 0; y < height; y++) {
      assembleRow(y, out);
      splitRow(y);
    }
    for (let front = 0; front < height + HALF_SWEEPS - 1; front++) {
      const last = min(HALF_SWEEPS - 1, front);
      for (let k = max(0, front - height + 1); k <= last; k++) relaxRow(front - k, k & 1);
    }
    mergeField(changeU, changeV);
    add(baseU, changeU, presentU);
    add(baseV, changeV, presentV);
  }
  memory.copy(u, presentU, (<usize>fieldLength(width, height)) << 2);
  memory.copy(v, presentV, (<usize>fieldLength(width, height)) << 2);
}

function layOut(levelWidth: i32, levelHeight: i32, u: usize, v: usize, space: usize): void {
  width = levelWidth;
  height = levelHeight;
  stride = fieldStride(width);
  const plane = (<usize>fieldLength(width, height)) << 2;
  baseU = u;
  baseV = v;
  presentU = space;
  presentV = presentU + plane;
  changeU = presentV + plane;
  changeV = changeU + plane;
  mean = changeV + plane;
  z = mean + plane;
  dx = z + plane;
  dy = dx + plane;
  dxx = dy + plane;
  dxy = dxx + plane;
  dyy = dxy + plane;
  dxz = dyy + plane;
  dyz = mean;
  memory.copy(presentU, u, plane);
  memory.copy(presentV, v, plane);
  memory.fill(changeU, 0, 2 * plane);
  layOutColours(width, height, dxz + plane);
}

function add(a: usize, b: usize, to: usize): void {
  const end = (<usize>fieldLength(width, height)) << 2;
  for (let at: usize = 0; at < end; at += 16) v128.store(to + at, plus(v128.load(a + at), v128.load(b + at)));
}

function derive(first: usize, second: usize): void {
  warp(first, second);
  across(mean, dx);
  down(mean, dy);
  across(dx, dxx);
  down(dx, dxy);
  down(dy, dyy);
  across(z, dxz);
  // The mean is not needed any more: its room is taken.
  down(z, dyz);
}

/** Second picture at the nearest 1/32 of a sample. */
function warp(first: usize, second: usize): void {
  const origin = rowOf(second, stride, 0);
  const zero = all(0);
  const steps = all(WARP_STEPS);
  const step = all(1 / WARP_STEPS);
  const lastX = all(<f32>(width - 1));
  const lastY = all(<f32>(height - 1));
  const half = all(0.5);
  for (let y = 0; y < height; y++) {
    const here = rowOf(first, stride, y);
    const us = rowOf(baseU, stride, y);
    const vs = rowOf(baseV, stride, y);
    const means = rowOf(mean, stride, y);
    const differences = rowOf(z, stride, y);
    for (let x = 0; x < width; x += 4) {
      const at = (<usize>x) << 2;
      const sx = times(f32x4.nearest(times(plus(columnsFrom(x), v128.load(us + at)), steps)), step);
      const sy = times(f32x4.nearest(times(plus(all(<f32>y), v128.load(vs + at)), steps)), step);
      const cx = f32x4.min(f32x4.max(sx, zero), lastX);
      const cy = f32x4.min(f32x4.max(sy, zero), lastY);
      const value = sampleBilinear4(cx, cy, origin, stride);
      const own = v128.load(here + at);
      v128.store(means + at, plus(times(half, value), times(half, own)));
      v128.store(differences + at, minus(value, own));
    }
  }
}

/** Next minus previous sample of a row, repeated at the ends. */
function across(from: usize, to: usize): void {
  for (let y = 0; y < height; y++) {
    const row = rowOf(from, stride, y);
    const end = row + ((<usize>width) << 2);
    store<f32>(row - 4, load<f32>(row));
    store<f32>(end, load<f32>(end - 4));
    const out = rowOf(to, stride, y);
    for (let x = 0; x < width; x += 4) {
      const at = row + ((<usize>x) << 2);
      v128.store(out + ((<usize>x) << 2), minus(v128.load(at, 4), v128.load(at - 4)));
    }
  }
}

/** Next minus previous sample of a column, repeated at the ends. */
function down(from: usize, to: usize): void {
  for (let y = 0; y < height; y++) {
    const upper = rowOf(from, stride, max(y - 1, 0));
    const lower = rowOf(from, stride, min(y + 1, height - 1));
    const out = rowOf(to, stride, y);
    for (let x = 0; x < width; x += 4) {
      const at = (<usize>x) << 2;
      v128.store(out + at, minus(v128.load(lower + at), v128.load(upper + at)));
    }
  }
}

/** The linear system of a row: data terms, and smoothness with the weights that the present flow has. */
function assembleRow(y: i32, out: usize): void {
  const pitch = (<usize>stride) << 2;
  const last = all(<f32>(width - 1));
  const below = y + 1 < height ? pitch : 0;
  const hasBelow = all(y + 1 < height ? 1 : 0);
  const zeta = all(ZETA2);
  const epsilon = all(EPSILON2);
  const origin = rowOf(0, stride, y);
  let before = all(0);
  for (let x = 0; x < width; x += 4) {
    const at = origin + ((<usize>x) << 2);
    const du = v128.load(changeU + at);
    const dv = v128.load(changeV + at);
    const ix = v128.load(dx + at);
    const iy = v128.load(dy + at);
    const iz = v128.load(z + at);
    const norm = plus(plus(square(ix), square(iy)), zeta);
    const error = plus(plus(iz, times(ix, du)), times(iy, dv));
    const brightness = over(over(all(BRIGHTNESS), f32x4.sqrt(plus(over(square(error), norm), epsilon))), norm);
    const ixx = v128.load(dxx + at);
    const ixy = v128.load(dxy + at);
    const iyy = v128.load(dyy + at);
    const ixz = v128.load(dxz + at);
    const iyz = v128.load(dyz + at);
    const normX = plus(plus(square(ixx), square(ixy)), zeta);
    const normY = plus(plus(square(iyy), square(ixy)), zeta);
    const errorX = plus(plus(ixz, times(ixx, du)), times(ixy, dv));
    const errorY = plus(plus(iyz, times(ixy, du)), times(iyy, dv));
    const gradient = over(
      all(GRADIENT),
      f32x4.sqrt(plus(plus(over(square(errorX), normX), over(square(errorY), normY)), epsilon)),
    );
    const shareX = over(gradient, normX);
    const shareY = over(gradient, normY);
    const bx = times(brightness, ix);
    const by = times(brightness, iy);
    const xx = times(shareX, ixx);
    const xy = times(shareX, ixy);
    const yx = times(shareY, ixy);
    const yy = times(shareY, iyy);
    let a11 = plus(plus(plus(times(bx, ix), zeta), times(xx, ixx)), times(yx, ixy));
    const a12 = plus(plus(times(bx, iy), times(xx, ixy)), times(yx, iyy));
    let a22 = plus(plus(plus(times(by, iy), zeta), times(xy, ixy)), times(yy, iyy));
    let b1 = f32x4.neg(plus(plus(times(bx, iz), times(xx, ixz)), times(yx, iyz)));
    let b2 = f32x4.neg(plus(plus(times(by, iz), times(xy, ixz)), times(yy, iyz)));

    const columns = columnsFrom(x);
    const hasRight = f32x4.lt(columns, last);
    const u = v128.load(presentU + at);
    const v = v128.load(presentV + at);
    const ux = v128.and(minus(v128.load(presentU + at, 4), u), hasRight);
    const vx = v128.and(minus(v128.load(presentV + at, 4), v), hasRight);
    const uy = minus(v128.load(presentU + at + below), u);
    const vy = minus(v128.load(presentV + at + below), v);
    const rough = plus(plus(plus(square(ux), square(vx)), square(uy)), square(vy));
    const weight = over(all(SMOOTHNESS), f32x4.sqrt(plus(rough, epsilon)));
    const right = v128.and(weight, hasRight);
    const lower = times(weight, hasBelow);
    const left = v128.shuffle<i32>(before, right, 3, 4, 5, 6);
    before = right;
    const here = out + ((<usize>x) << 2);
    const upper = v128.load(here + 9 * pitch);
    v128.store(here + 9 * pitch, lower);
    a11 = plus(plus(plus(plus(a11, upper), left), right), lower);
    a22 = plus(plus(plus(plus(a22, upper), left), right), lower);
    const ownU = v128.load(baseU + at);
    const ownV = v128.load(baseV + at);
    b1 = plus(b1, times(upper, minus(v128.load(baseU + at - pitch), ownU)));
    b2 = plus(b2, times(upper, minus(v128.load(baseV + at - pitch), ownV)));
    b1 = plus(b1, times(left, minus(v128.load(baseU + at - 4), ownU)));
    b2 = plus(b2, times(left, minus(v128.load(baseV + at - 4), ownV)));
    b1 = plus(b1, times(right, minus(v128.load(baseU + at, 4), ownU)));
    b2 = plus(b2, times(right, minus(v128.load(baseV + at, 4), ownV)));
    b1 = plus(b1, times(lower, minus(v128.load(baseU + at + pitch), ownU)));
    b2 = plus(b2, times(lower, minus(v128.load(baseV + at + pitch), ownV)));

    const valid = f32x4.le(columns, last);
    const one = all(1);
    v128.store(here, v128.and(over(one, a11), valid));
    v128.store(here + pitch, v128.and(a12, valid));
    v128.store(here + 2 * pitch, v128.and(over(one, a22), valid));
    v128.store(here + 3 * pitch, v128.and(b1, valid));
    v128.store(here + 4 * pitch, v128.and(b2, valid));
    v128.store(here + 5 * pitch, right);
    v128.store(here + 6 * pitch, left);
    v128.store(here + 7 * pitch, lower);
    v128.store(here + 8 * pitch, upper);
  }
}

/** Updates the pixels of one colour in a row. */
function relaxRow(y: i32, colour: i32): void {
  const pitch = colourPitch;
  let block = blockRow(colour, y);
  let us = colourRow(colour, y);
  let vs = us + 2 * colourLength;
  const left = leftOf(colour, y);
  const across = colour === 0 ? colourLength : 0 - colourLength;
  const omega = all(OMEGA);
  for (let x = 0; x < width; x += 8) {
    const otherU = us + across;
    const otherV = vs + across;
    const wr = v128.load(block, 5 * 16);
    const wl = v128.load(block, 6 * 16);
    const wd = v128.load(block, 7 * 16);
    const wu = v128.load(block, 8 * 16);
    let r1 = plus(v128.load(block, 3 * 16), times(wl, v128.load(us + left)));
    let r2 = plus(v128.load(block, 4 * 16), times(wl, v128.load(vs + left)));
    r1 = plus(r1, times(wr, v128.load(us + left, 4)));
    r2 = plus(r2, times(wr, v128.load(vs + left, 4)));
    r1 = plus(r1, times(wu, v128.load(otherU - pitch)));
    r2 = plus(r2, times(wu, v128.load(otherV - pitch)));
    r1 = plus(r1, times(wd, v128.load(otherU + pitch)));
    r2 = plus(r2, times(wd, v128.load(otherV + pitch)));
    const u = v128.load(us);
    const v = v128.load(vs);
    const a12 = v128.load(block, 16);
    const nextU = plus(u, times(omega, minus(times(minus(r1, times(v, a12)), v128.load(block)), u)));
    v128.store(us, nextU);
    const nextV = times(minus(r2, times(nextU, a12)), v128.load(block, 2 * 16));
    v128.store(vs, plus(v, times(omega, minus(nextV, v))));
    block += BLOCK;
    us += 16;
    vs += 16;
  }
}
