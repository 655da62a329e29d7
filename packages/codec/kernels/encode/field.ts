/**
 * @file Flow fields as the kernels keep them: x and y in planes of their own, rows of `fieldStride(width)` floats with four
 * floats before the first pixel, a row of zeros before the first and after the last. What lies beside the pixels of a row
 * is zero, too. Twin: `motion/flow/field.ts`.
 */
import { all, evens, minus, odds, plus, times } from '../shared/lanes';

/** Floats in a row of a field: pixels in groups of eight, and eight more. */
export function fieldStride(width: i32): i32 {
  return ((width + 7) & ~7) + 8;
}

/** Floats in one plane of a field. */
export function fieldLength(width: i32, height: i32): i32 {
  return fieldStride(width) * (height + 2);
}

/** Address of the first pixel of a row. */
export function rowOf(plane: usize, stride: i32, y: i32): usize {
  return plane + ((<usize>((y + 1) * stride + 4)) << 2);
}

/** Copies a flow (pairs, x then y) into a field; values that are not finite become 0. */
export function readFlow(flow: usize, width: i32, height: i32, u: usize, v: usize): void {
  const stride = fieldStride(width);
  memory.fill(u, 0, (<usize>fieldLength(width, height)) << 2);
  memory.fill(v, 0, (<usize>fieldLength(width, height)) << 2);
  for (let y = 0; y < height; y++) {
    const row = flow + ((<usize>(y * width)) << 3);
    const toU = rowOf(u, stride, y);
    const toV = rowOf(v, stride, y);
    let x = 0;
    for (; x + 4 <= width; x += 4) {
      const near = finite(v128.load(row + ((<usize>x) << 3)));
      const far = finite(v128.load(row + ((<usize>x) << 3), 16));
      v128.store(toU + ((<usize>x) << 2), evens(near, far));
      v128.store(toV + ((<usize>x) << 2), odds(near, far));
    }
    for (; x < width; x++) {
      const a = load<f32>(row + ((<usize>x) << 3));
      const b = load<f32>(row + ((<usize>x) << 3), 4);
      store<f32>(toU + ((<usize>x) << 2), a - a == 0 ? a : 0);
      store<f32>(toV + ((<usize>x) << 2), b - b == 0 ? b : 0);
    }
  }
}

function finite(value: v128): v128 {
  return v128.and(value, f32x4.eq(minus(value, value), all(0)));
}

/** Copies a field into a flow. */
export function writeFlow(u: usize, v: usize, width: i32, height: i32, flow: usize): void {
  const stride = fieldStride(width);
  for (let y = 0; y < height; y++) {
    const row = flow + ((<usize>(y * width)) << 3);
    const fromU = rowOf(u, stride, y);
    const fromV = rowOf(v, stride, y);
    let x = 0;
    for (; x + 4 <= width; x += 4) {
      const a = v128.load(fromU + ((<usize>x) << 2));
      const b = v128.load(fromV + ((<usize>x) << 2));
      v128.store(row + ((<usize>x) << 3), v128.shuffle<i32>(a, b, 0, 4, 1, 5));
      v128.store(row + ((<usize>x) << 3), v128.shuffle<i32>(a, b, 2, 6, 3, 7), 16);
    }
    for (; x < width; x++) {
      store<f32>(row + ((<usize>x) << 3), load<f32>(fromU + ((<usize>x) << 2)));
      store<f32>(row + ((<usize>x) << 3), load<f32>(fromV + ((<usize>x) << 2)), 4);
    }
  }
}

/** Halves the sides of one plane (rounded up) and its displacements. */
export function halvePlane(from: usize, width: i32, height: i32, to: usize): void {
  const toWidth = (width + 1) >> 1;
  const toHeight = (height + 1) >> 1;
  const stride = fieldStride(width);
  const toStride = fieldStride(toWidth);
  memory.fill(to, 0, (<usize>fieldLength(toWidth, toHeight)) << 2);
  for (let y = 0; y < toHeight; y++) {
    const upper = rowOf(from, stride, 2 * y);
    const lower = rowOf(from, stride, min(2 * y + 1, height - 1));
    const out = rowOf(to, toStride, y);
    let x = 0;
    for (; x + 4 <= width >> 1; x += 4) {
      const at = (<usize>x) << 3;
      const a = v128.load(upper + at);
      const b = v128.load(upper + at, 16);
      const c = v128.load(lower + at);
      const d = v128.load(lower + at, 16);
      const sum = plus(plus(plus(evens(a, b), odds(a, b)), evens(c, d)), odds(c, d));
      v128.store(out + ((<usize>x) << 2), times(sum, all(0.125)));
    }
    for (; x < toWidth; x++) {
      const left = (<usize>(2 * x)) << 2;
      const right = (<usize>min(2 * x + 1, width - 1)) << 2;
      const sum =
        load<f32>(upper + left) + load<f32>(upper + right) + load<f32>(lower + left) + load<f32>(lower + right);
      store<f32>(out + ((<usize>x) << 2), sum * 0.125);
    }
  }
}

/** Doubles the sides of one plane, to `width` and `height`, and its displacements, bilinearly. */
export function doublePlane(from: usize, to: usize, width: i32, height: i32): void {
  const fromWidth = (width + 1) >> 1;
  const fromHeight = (height + 1) >> 1;
  const stride = fieldStride(fromWidth);
  const toStride = fieldStride(width);
  memory.fill(to, 0, (<usize>fieldLength(width, height)) << 2);
  for (let y = 0; y < height; y++) {
    const near = y >> 1;
    const far = min(max(near + ((y & 1) * 2 - 1), 0), fromHeight - 1);
    const a = rowOf(from, stride, near);
    const b = rowOf(from, stride, far);
    const out = rowOf(to, toStride, y);
    doubled(a, b, 0, fromWidth, out);
    let x = 1;
    for (; x + 8 <= width - 1; x += 8) {
      // Eight samples from an odd place on lie between five of the coarser plane.
      const at = (<usize>(x >> 1)) << 2;
      const l = v128.load(a + at);
      const r = v128.load(a + at, 4);
      const m = v128.load(b + at);
      const n = v128.load(b + at, 4);
      const odd = blend(l, r, m, n);
      const even = blend(r, l, n, m);
      v128.store(out + ((<usize>x) << 2), v128.shuffle<i32>(odd, even, 0, 4, 1, 5));
      v128.store(out + ((<usize>x) << 2), v128.shuffle<i32>(odd, even, 2, 6, 3, 7), 16);
    }
    for (; x < width; x++) doubled(a, b, x, fromWidth, out);
  }
}

/** `(9 a + 3 (b + c) + d) / 8` */
function blend(a: v128, b: v128, c: v128, d: v128): v128 {
  return times(plus(plus(times(all(9), a), times(all(3), plus(b, c))), d), all(0.125));
}

function doubled(a: usize, b: usize, x: i32, fromWidth: i32, out: usize): void {
  const l = (<usize>(x >> 1)) << 2;
  const r = (<usize>min(max((x >> 1) + ((x & 1) * 2 - 1), 0), fromWidth - 1)) << 2;
  const sum: f32 = 9 * load<f32>(a + l) + 3 * (load<f32>(a + r) + load<f32>(b + l)) + load<f32>(b + r);
  store<f32>(out + ((<usize>x) << 2), sum * 0.125);
}
