/**
 * @file Variational refinement of a flow field at one level. Twin, with the method: `motion/flow/variational.ts`.
 */
import { all, columnsFrom, minus, over, plus, square, times } from '../shared/lanes';
import { sampleBicubic4 } from '../shared/bicubic';
import { fieldLength, fieldStride, rowOf } from './field';
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
  splitField,
  splitRow,
} from './red-black';

/** Border of the levels of a pyramid, in pixels. */
const PAD: i32 = 12;
/** Over-relaxation factor. */
const OMEGA: f32 = 1.87;
/** Planes of a field's layout in the working memory. */
const PLANES: i32 = 7;

let width: i32;
let height: i32;
let stride: i32;
let fieldU: usize;
let fieldV: usize;
let difference: usize;
let mean: usize;
let gradientX: usize;
let gradientY: usize;
let inside: usize;
let edgeRight: usize;
let edgeDown: usize;

/** Bytes of working memory that {@link refineField} needs. */
export function refineRoom(width: i32, height: i32): i32 {
  return 4 * PLANES * fieldLength(width, height) + redBlackRoom(width, height);
}

/**
 * Refines the field `u`, `v` in place.
 * @param target padded level of the target picture
 * @param reference the same of the reference
 * @param space working memory
 * @param halfSweeps twice the sweeps in each round
 */
export function refineField(
  target: usize,
  reference: usize,
  levelWidth: i32,
  levelHeight: i32,
  u: usize,
  v: usize,
  space: usize,
  rounds: i32,
  halfSweeps: i32,
  brightness: f32,
  gradient: f32,
  smoothness: f32,
  floor: f32,
  flowScale: f32,
  residualScale: f32,
  edgeScale: f32,
): void {
  layOut(levelWidth, levelHeight, u, v, space);
  weighEdges(target, smoothness, edgeScale);
  for (let round = 0; round < rounds; round++) {
    warpAndSubtract(target, reference);
    differentiate();
    assemble(brightness, gradient, floor, flowScale, residualScale);
    splitField(fieldU, fieldV);
    relax(halfSweeps);
    mergeField(fieldU, fieldV);
  }
}

function layOut(levelWidth: i32, levelHeight: i32, u: usize, v: usize, space: usize): void {
  width = levelWidth;
  height = levelHeight;
  stride = fieldStride(width);
  fieldU = u;
  fieldV = v;
  const plane = (<usize>fieldLength(width, height)) << 2;
  difference = space;
  mean = difference + plane;
  gradientX = mean + plane;
  gradientY = gradientX + plane;
  inside = gradientY + plane;
  edgeRight = inside + plane;
  edgeDown = edgeRight + plane;
  layOutColours(width, height, edgeDown + plane);
}

/** How much smoothness counts between each pixel and its right and lower neighbours; 0 beyond the border. */
function weighEdges(target: usize, smoothness: f32, scale: f32): void {
  const pitch = (<usize>(width + 2 * PAD)) << 2;
  const last = all(<f32>(width - 1));
  for (let y = 0; y < height; y++) {
    const row = target + <usize>(y + PAD) * pitch + ((<usize>PAD) << 2);
    const right = rowOf(edgeRight, stride, y);
    const down = rowOf(edgeDown, stride, y);
    const below = y + 1 < height ? smoothness : 0;
    for (let x = 0; x < width; x += 4) {
      const at = row + ((<usize>x) << 2);
      const own = v128.load(at);
      const dx = minus(v128.load(at, 4), own);
      const dy = minus(v128.load(at + pitch), own);
      const toRight = over(all(smoothness), plus(all(1), times(square(dx), all(scale))));
      const toBelow = over(all(below), plus(all(1), times(square(dy), all(scale))));
      const columns = columnsFrom(x);
      v128.store(right + ((<usize>x) << 2), v128.and(toRight, f32x4.lt(columns, last)));
      v128.store(down + ((<usize>x) << 2), v128.and(toBelow, f32x4.le(columns, last)));
    }
  }
}

function warpAndSubtract(target: usize, reference: usize): void {
  const padded = width + 2 * PAD;
  const pitch = (<usize>padded) << 2;
  const taps = reference - pitch - 4;
  const limitX = all(<f32>padded - <f32>3.001);
  const limitY = all(<f32>(height + 2 * PAD) - <f32>3.001);
  const beyondX = all(<f32>width - 0.5);
  const beyondY = all(<f32>height - 0.5);
  const before = all(-0.5);
  const pad = all(<f32>PAD);
  const one = all(1);
  for (let y = 0; y < height; y++) {
    const row = target + <usize>(y + PAD) * pitch + ((<usize>PAD) << 2);
    const us = rowOf(fieldU, stride, y);
    const vs = rowOf(fieldV, stride, y);
    const differences = rowOf(difference, stride, y);
    const means = rowOf(mean, stride, y);
    const insides = rowOf(inside, stride, y);
    for (let x = 0; x < width; x += 4) {
      const at = (<usize>x) << 2;
      const sx = plus(columnsFrom(x), v128.load(us + at));
      const sy = plus(all(<f32>y), v128.load(vs + at));
      const within = v128.and(
        v128.and(f32x4.ge(sx, before), f32x4.ge(sy, before)),
        v128.and(f32x4.le(sx, beyondX), f32x4.le(sy, beyondY)),
      );
      const cx = f32x4.min(f32x4.max(plus(sx, pad), one), limitX);
      const cy = f32x4.min(f32x4.max(plus(sy, pad), one), limitY);
      const warped = sampleBicubic4(cx, cy, taps, padded);
      const own = v128.load(row + at);
      v128.store(differences + at, minus(warped, own));
      v128.store(means + at, times(all(0.5), plus(warped, own)));
      v128.store(insides + at, v128.and(within, one));
    }
    repeatEnds(differences, 1);
    repeatEnds(means, 2);
  }
}

/** Repeats the first and the last value of a row beside it. */
function repeatEnds(row: usize, count: i32): void {
  const last = row + ((<usize>(width - 1)) << 2);
  for (let k = 1; k <= count; k++) {
    store<f32>(row - ((<usize>k) << 2), load<f32>(row));
    store<f32>(last + ((<usize>k) << 2), load<f32>(last));
  }
}

/** First derivatives of the mean picture by the five-point stencil (1 -8 0 8 -1) / 12. */
function differentiate(): void {
  for (let y = 0; y < height; y++) {
    const row = rowOf(mean, stride, y);
    const up1 = rowOf(mean, stride, max(y - 1, 0));
    const up2 = rowOf(mean, stride, max(y - 2, 0));
    const down1 = rowOf(mean, stride, min(y + 1, height - 1));
    const down2 = rowOf(mean, stride, min(y + 2, height - 1));
    const gx = rowOf(gradientX, stride, y);
    const gy = rowOf(gradientY, stride, y);
    for (let x = 0; x < width; x += 4) {
      const at = (<usize>x) << 2;
      const here = row + at;
      v128.store(gx + at, slope(v128.load(here - 8), v128.load(here - 4), v128.load(here, 4), v128.load(here, 8)));
      v128.store(
        gy + at,
        slope(v128.load(up2 + at), v128.load(up1 + at), v128.load(down1 + at), v128.load(down2 + at)),
      );
    }
    repeatEnds(gx, 1);
    repeatEnds(gy, 1);
  }
}

function slope(a: v128, b: v128, c: v128, d: v128): v128 {
  return times(plus(minus(times(all(8), minus(c, b)), d), a), all(<f32>(1.0 / 12.0)));
}

/** Writes the linear system of every row, first as rows, then as blocks of each colour. */
function assemble(brightness: f32, gradient: f32, floor: f32, flowScale: f32, residualScale: f32): void {
  const out = beginRows();
  for (let y = 0; y < height; y++) {
    assembleRow(y, out, brightness, gradient, floor, flowScale, residualScale);
    splitRow(y);
  }
}

function assembleRow(
  y: i32,
  out: usize,
  brightness: f32,
  gradient: f32,
  floor: f32,
  flowScale: f32,
  residualScale: f32,
): void {
  const pitch = (<usize>stride) << 2;
  const us = rowOf(fieldU, stride, y);
  const vs = rowOf(fieldV, stride, y);
  const zs = rowOf(difference, stride, y);
  const gxs = rowOf(gradientX, stride, y);
  const gys = rowOf(gradientY, stride, y);
  const insides = rowOf(inside, stride, y);
  const rights = rowOf(edgeRight, stride, y);
  const downs = rowOf(edgeDown, stride, y);
  const above = y > 0 ? pitch : 0;
  const below = y < height - 1 ? pitch : 0;
  const last = all(<f32>(width - 1));
  const one = all(1);
  const half = all(0.5);
  let before = all(0);
  for (let x = 0; x < width; x += 4) {
    const at = (<usize>x) << 2;
    const ix = v128.load(gxs + at);
    const iy = v128.load(gys + at);
    const iz = v128.load(zs + at);
    const within = v128.load(insides + at);
    const n0 = over(one, plus(plus(square(ix), square(iy)), all(floor)));
    const w0 = over(
      times(times(within, all(brightness)), n0),
      f32x4.sqrt(plus(times(square(iz), n0), all(residualScale))),
    );
    const ixx = times(half, minus(v128.load(gxs + at, 4), v128.load(gxs + at - 4)));
    const ixy = times(half, minus(v128.load(gys + at, 4), v128.load(gys + at - 4)));
    const ixz = times(half, minus(v128.load(zs + at, 4), v128.load(zs + at - 4)));
    const iyx = times(half, minus(v128.load(gxs + at + below), v128.load(gxs + at - above)));
    const iyy = times(half, minus(v128.load(gys + at + below), v128.load(gys + at - above)));
    const iyz = times(half, minus(v128.load(zs + at + below), v128.load(zs + at - above)));
    const nx = over(one, plus(plus(square(ixx), square(ixy)), all(floor)));
    const ny = over(one, plus(plus(square(iyx), square(iyy)), all(floor)));
    const w1 = over(
      times(within, all(gradient)),
      f32x4.sqrt(plus(plus(times(square(ixz), nx), times(square(iyz), ny)), all(residualScale))),
    );
    const wx = times(w1, nx);
    const wy = times(w1, ny);
    const w0x = times(w0, ix);
    const w0y = times(w0, iy);
    const wxx = times(wx, ixx);
    const wxy = times(wx, ixy);
    const wyx = times(wy, iyx);
    const wyy = times(wy, iyy);
    const m11 = plus(plus(times(w0x, ix), times(wxx, ixx)), times(wyx, iyx));
    const m12 = plus(plus(times(w0x, iy), times(wxx, ixy)), times(wyx, iyy));
    const m22 = plus(plus(times(w0y, iy), times(wxy, ixy)), times(wyy, iyy));
    const u = v128.load(us + at);
    const v = v128.load(vs + at);
    const ux = minus(v128.load(us + at, 4), u);
    const vx = minus(v128.load(vs + at, 4), v);
    const uy = minus(v128.load(us + at + pitch), u);
    const vy = minus(v128.load(vs + at + pitch), v);
    const right = over(
      v128.load(rights + at),
      f32x4.sqrt(plus(one, times(plus(square(ux), square(vx)), all(flowScale)))),
    );
    const down = over(
      v128.load(downs + at),
      f32x4.sqrt(plus(one, times(plus(square(uy), square(vy)), all(flowScale)))),
    );
    const left = v128.shuffle<i32>(before, right, 3, 4, 5, 6);
    before = right;
    const here = out + at;
    const up = v128.load(here + 9 * pitch);
    v128.store(here + 9 * pitch, down);
    const sum = plus(plus(plus(right, down), left), up);
    const d11 = plus(m11, sum);
    const d22 = plus(m22, sum);
    const factor = over(one, minus(times(d11, d22), square(m12)));
    const valid = f32x4.le(columnsFrom(x), last);
    v128.store(here, v128.and(times(d22, factor), valid));
    v128.store(here + pitch, v128.and(times(f32x4.neg(m12), factor), valid));
    v128.store(here + 2 * pitch, v128.and(times(d11, factor), valid));
    const z1 = plus(plus(times(w0x, iz), times(wxx, ixz)), times(wyx, iyz));
    const z2 = plus(plus(times(w0y, iz), times(wxy, ixz)), times(wyy, iyz));
    v128.store(here + 3 * pitch, v128.and(minus(plus(times(m11, u), times(m12, v)), z1), valid));
    v128.store(here + 4 * pitch, v128.and(minus(plus(times(m12, u), times(m22, v)), z2), valid));
    v128.store(here + 5 * pitch, right);
    v128.store(here + 6 * pitch, v128.and(left, valid));
    v128.store(here + 7 * pitch, down);
    v128.store(here + 8 * pitch, up);
  }
}

/** Half-sweeps, skewed so that half-sweep k works k rows behind the first, while the rows are in the cache. */
function relax(halfSweeps: i32): void {
  for (let front = 0; front < height + halfSweeps - 1; front++) {
    const last = min(halfSweeps - 1, front);
    for (let k = max(0, front - height + 1); k <= last; k++) relaxRow(front - k, k & 1);
  }
}

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
    let r1 = plus(v128.load(block, 3 * 16), times(wr, v128.load(us + left, 4)));
    let r2 = plus(v128.load(block, 4 * 16), times(wr, v128.load(vs + left, 4)));
    r1 = plus(r1, times(wl, v128.load(us + left)));
    r2 = plus(r2, times(wl, v128.load(vs + left)));
    r1 = plus(r1, times(wd, v128.load(otherU + pitch)));
    r2 = plus(r2, times(wd, v128.load(otherV + pitch)));
    r1 = plus(r1, times(wu, v128.load(otherU - pitch)));
    r2 = plus(r2, times(wu, v128.load(otherV - pitch)));
    const u = v128.load(us);
    const v = v128.load(vs);
    const a12 = v128.load(block, 16);
    const nextU = plus(times(v128.load(block), r1), times(a12, r2));
    const nextV = plus(times(a12, r1), times(v128.load(block, 2 * 16), r2));
    v128.store(us, plus(u, times(omega, minus(nextU, u))));
    v128.store(vs, plus(v, times(omega, minus(nextV, v))));
    block += BLOCK;
    us += 16;
    vs += 16;
  }
}
