/** @file The error of a quantised map and its gradient along basis pictures. Twin: `motion/tokens/map-error.ts`. */
import { total } from '../shared/lanes';

/** Places of addresses and sizes, 32 bits each, in the block that says where everything of an error is. */
const WIDTH = 0;
const HEIGHT = 4;
/** Bytes per row. */
const STRIDE = 8;
/** The planes ex, ey, wx, wy, xx, xy, yy, one after the other. */
const PLANES = 12;
/** Bytes per plane. */
const PLANE = 16;
/** Boxes of basis pictures: four numbers of 16 bits each. */
const BOXES = 20;
const LINES = 24;
const ACROSS = 28;
const DOWN = 32;
const GAINS = 36;
/** Sums along rows, of 64 bits, one more than cells. */
const RUNNING = 40;
/** A byte a row. */
const STALE = 44;

/** Weighs the error: called once it is there. */
export function mapErrorBegin(block: usize): void {
  const height = load<i32>(block, HEIGHT);
  const stride = load<i32>(block, STRIDE);
  const plane = <usize>load<i32>(block, PLANE);
  const first = <usize>load<i32>(block, PLANES);
  memory.fill(<usize>load<i32>(block, STALE), 1, <usize>height);
  for (let at: usize = 0; at < <usize>(height * stride); at += 4) {
    const x = load<f32>(first + at);
    const y = load<f32>(first + at + plane);
    const cross = load<f32>(first + at + 5 * plane);
    store<f32>(first + at + 2 * plane, load<f32>(first + at + 4 * plane) * x + cross * y);
    store<f32>(first + at + 3 * plane, load<f32>(first + at + 6 * plane) * y + cross * x);
  }
}

/** Sum over the picture of coefficient `at` of the weighted error along an axis. */
export function mapErrorGradient(block: usize, at: i32, axis: i32): f32 {
  const box = boxOf(block, at);
  const left = leftOf(box);
  const top = topOf(box);
  const bottom = bottomOf(box);
  const bytes = (<usize>((rightOf(box) - left + 4) >> 2)) << 4;
  const stride = <usize>load<i32>(block, STRIDE);
  const across = profileOf(block, ACROSS, at);
  let down = profileOf(block, DOWN, at);
  let row =
    <usize>load<i32>(block, PLANES) +
    <usize>(2 + axis) * <usize>load<i32>(block, PLANE) +
    <usize>top * stride +
    ((<usize>left) << 2);
  let sums = f32x4.splat(0);
  for (let y = top; y <= bottom; y++, row += stride, down += 4) {
    let sum = f32x4.splat(0);
    for (let i: usize = 0; i < bytes; i += 16)
      sum = f32x4.add(sum, f32x4.mul(v128.load(across + i), v128.load(row + i)));
    sums = f32x4.add(sums, f32x4.mul(v128.load32_splat(down), sum));
  }
  return total(sums) * gainOf(block, at);
}

/** Energy of the weighted error in the box of coefficient `at`. */
export function mapErrorMostGain(block: usize, at: i32): f64 {
  const box = boxOf(block, at);
  const left = (<usize>leftOf(box)) << 3;
  const right = (<usize>(rightOf(box) + 1)) << 3;
  const bottom = bottomOf(box);
  const stale = <usize>load<i32>(block, STALE);
  const bytes = (<usize>(load<i32>(block, WIDTH) + 1)) << 3;
  let y = topOf(box);
  let row = <usize>load<i32>(block, RUNNING) + <usize>y * bytes;
  let sum: f64 = 0;
  for (; y <= bottom; y++, row += bytes) {
    if (load<u8>(stale + <usize>y) != 0) sumRow(block, y, row);
    sum += load<f64>(row + right) - load<f64>(row + left);
  }
  return sum;
}

/** Adds the picture of coefficient `at`, of height `-moved`, to the error along an axis. */
export function mapErrorTake(block: usize, at: i32, axis: i32, moved: f32): void {
  const box = boxOf(block, at);
  const left = leftOf(box);
  const top = topOf(box);
  const bottom = bottomOf(box);
  const bytes = (<usize>((rightOf(box) - left + 4) >> 2)) << 4;
  const stride = <usize>load<i32>(block, STRIDE);
  const plane = <usize>load<i32>(block, PLANE);
  const across = profileOf(block, ACROSS, at);
  let down = profileOf(block, DOWN, at);
  const height = moved * gainOf(block, at);
  let row = <usize>load<i32>(block, PLANES) + <usize>top * stride + ((<usize>left) << 2);
  for (let y = top; y <= bottom; y++, row += stride, down += 4) {
    const share = f32x4.splat(load<f32>(down) * height);
    for (let cell = row, i: usize = 0; i < bytes; i += 16, cell += 16) {
      const own = cell + <usize>axis * plane;
      v128.store(own, f32x4.sub(v128.load(own), f32x4.mul(share, v128.load(across + i))));
      const x = v128.load(cell);
      const y = v128.load(cell + plane);
      const cross = v128.load(cell + 5 * plane);
      v128.store(cell + 2 * plane, f32x4.add(f32x4.mul(v128.load(cell + 4 * plane), x), f32x4.mul(cross, y)));
      v128.store(cell + 3 * plane, f32x4.add(f32x4.mul(v128.load(cell + 6 * plane), y), f32x4.mul(cross, x)));
    }
  }
  memory.fill(<usize>load<i32>(block, STALE) + <usize>top, 1, <usize>(bottom - top + 1));
}

/** Address of the box of coefficient `at`: its first column and row, then the last. */
function boxOf(block: usize, at: i32): usize {
  return <usize>load<i32>(block, BOXES) + ((<usize>at) << 3);
}

function leftOf(box: usize): i32 {
  return <i32>load<i16>(box);
}

function topOf(box: usize): i32 {
  return <i32>load<i16>(box, 2);
}

function rightOf(box: usize): i32 {
  return <i32>load<i16>(box, 4);
}

function bottomOf(box: usize): i32 {
  return <i32>load<i16>(box, 6);
}

/** Address of the profile of coefficient `at`, of those that `which` of the block names. */
function profileOf(block: usize, which: usize, at: i32): usize {
  const first = <usize>load<i32>(<usize>load<i32>(block + which) + ((<usize>at) << 2));
  return <usize>load<i32>(block, LINES) + (first << 2);
}

function gainOf(block: usize, at: i32): f32 {
  return load<f32>(<usize>load<i32>(block, GAINS) + ((<usize>at) << 2));
}

function sumRow(block: usize, y: i32, row: usize): void {
  const plane = <usize>load<i32>(block, PLANE);
  const end = (<usize>load<i32>(block, WIDTH)) << 2;
  const first = <usize>load<i32>(block, PLANES) + <usize>(y * load<i32>(block, STRIDE));
  let sum: f64 = 0;
  store<f64>(row, 0);
  for (let at: usize = 0; at < end; at += 4) {
    const cell = first + at;
    const x = <f64>load<f32>(cell) * <f64>load<f32>(cell + 2 * plane);
    sum += x + <f64>load<f32>(cell + plane) * <f64>load<f32>(cell + 3 * plane);
    row += 8;
    store<f64>(row, sum);
  }
  store<u8>(<usize>load<i32>(block, STALE) + <usize>y, 0);
}
