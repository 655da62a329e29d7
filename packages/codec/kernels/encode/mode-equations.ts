/** @file What maps and series of modes are solved from. Twin: `encoder/fit/mode-equations.ts`. */
import { total } from '../shared/lanes';

/** Bytes of the blocks whose products are summed in single precision. */
const BLOCK = 256;

/**
 * Products of maps with each other under the evidence of one frame, and with its right-hand side.
 * @param maps `count * floats` numbers; `count` is even and `floats`, pairs of displacement, a multiple of 4
 * @param diagonal for each float of a map: what it is multiplied by
 * @param off what the other of its pair is multiplied by
 * @param right `floats` numbers
 * @param weighted room for two maps
 * @param out `count` rows of `count + 1` doubles: the lower half of the matrix in blocks of 2x2, then the product with `right`
 */
export function normalEquations(
  maps: usize,
  count: i32,
  floats: i32,
  diagonal: usize,
  off: usize,
  right: usize,
  weighted: usize,
  out: usize,
): void {
  const bytes = (<usize>floats) << 2;
  const row = (<usize>(count + 1)) << 3;
  for (let k = 0; k < count; k += 2) {
    const first = maps + <usize>k * bytes;
    const to = out + <usize>k * row;
    weigh(first, diagonal, off, bytes, weighted);
    weigh(first + bytes, diagonal, off, bytes, weighted + bytes);
    for (let l = 0; l <= k; l += 2) fourProducts(weighted, maps + <usize>l * bytes, bytes, to + ((<usize>l) << 3), row);
    store<f64>(to + row - 8, product(first, right, bytes));
    store<f64>(to + 2 * row - 8, product(first + bytes, right, bytes));
  }
}

/**
 * Adds the evidence of one frame to the equations of one map.
 * @param planes xx, xy, yy and weight, each `cells` floats, then `cells` pairs of the right-hand side; `cells` is a multiple of 4
 * @param value of the mode's series in the frame
 * @param out sums in the same order
 */
export function addMapEquations(planes: usize, cells: i32, value: f32, out: usize): void {
  const quarter = ((<usize>cells) << 2) * 4;
  const end = quarter + ((<usize>cells) << 3);
  const square = f32x4.splat(value * value);
  const linear = f32x4.splat(value);
  let at: usize = 0;
  for (; at < quarter; at += 16)
    v128.store(out + at, f32x4.add(v128.load(out + at), f32x4.mul(square, v128.load(planes + at))));
  for (; at < end; at += 16)
    v128.store(out + at, f32x4.add(v128.load(out + at), f32x4.mul(linear, v128.load(planes + at))));
}

function weigh(map: usize, diagonal: usize, off: usize, bytes: usize, out: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const own = v128.load(map + at);
    const other = v128.shuffle<i32>(own, own, 1, 0, 3, 2);
    const moved = f32x4.mul(v128.load(off + at), other);
    v128.store(out + at, f32x4.add(f32x4.mul(v128.load(diagonal + at), own), moved));
  }
}

function product(a: usize, b: usize, bytes: usize): f64 {
  let sum: f64 = 0;
  for (let start: usize = 0; start < bytes; start += BLOCK) {
    const end = min(start + BLOCK, bytes);
    let block = f32x4.splat(0);
    for (let at = start; at < end; at += 16) block = f32x4.add(block, f32x4.mul(v128.load(a + at), v128.load(b + at)));
    sum += <f64>total(block);
  }
  return sum;
}

/** Products of two vectors, one after the other, with two others: loads are what takes the time. */
function fourProducts(a: usize, c: usize, bytes: usize, out: usize, row: usize): void {
  const b = a + bytes;
  const d = c + bytes;
  let ac: f64 = 0;
  let ad: f64 = 0;
  let bc: f64 = 0;
  let bd: f64 = 0;
  for (let start: usize = 0; start < bytes; start += BLOCK) {
    const end = min(start + BLOCK, bytes);
    let first = f32x4.splat(0);
    let second = f32x4.splat(0);
    let third = f32x4.splat(0);
    let fourth = f32x4.splat(0);
    for (let at = start; at < end; at += 16) {
      const left = v128.load(a + at);
      const right = v128.load(b + at);
      const one = v128.load(c + at);
      const other = v128.load(d + at);
      first = f32x4.add(first, f32x4.mul(left, one));
      second = f32x4.add(second, f32x4.mul(left, other));
      third = f32x4.add(third, f32x4.mul(right, one));
      fourth = f32x4.add(fourth, f32x4.mul(right, other));
    }
    ac += <f64>total(first);
    ad += <f64>total(second);
    bc += <f64>total(third);
    bd += <f64>total(fourth);
  }
  store<f64>(out, ac);
  store<f64>(out, ad, 8);
  store<f64>(out + row, bc);
  store<f64>(out + row, bd, 8);
}
