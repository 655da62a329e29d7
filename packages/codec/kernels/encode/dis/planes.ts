/** @file Planes of bytes for DIS: shrunk, made floats, and their gradients. Twin: `motion/dis/grey-plane.ts`. */
import { minus, plus, times, all } from '../../shared/lanes';
import { fieldLength, fieldStride, rowOf } from '../field';

/** Samples repeated around the plane that patches are looked for in. */
const BORDER: i32 = 16;

/**
 * A quarter of both sides, by means of 4x4 samples, halves rounded to even.
 * @param width of the result
 */
export function quarterBytes(from: usize, width: i32, height: i32, to: usize): void {
  const pitch = (<usize>width) << 2;
  for (let y = 0; y < height; y++) {
    let x = 0;
    for (; x + 4 <= width; x += 4) {
      let at = from + ((<usize>x) << 2);
      let pairs = i16x8.extadd_pairwise_i8x16_u(v128.load(at));
      for (let k = 0; k < 3; k++) {
        at += pitch;
        pairs = i16x8.add(pairs, i16x8.extadd_pairwise_i8x16_u(v128.load(at)));
      }
      const sums = i32x4.extadd_pairwise_i16x8_u(pairs);
      const odd = v128.and(i32x4.shr_u(sums, 4), i32x4.splat(1));
      const means = i32x4.shr_u(i32x4.add(i32x4.add(sums, i32x4.splat(7)), odd), 4);
      const shorts = i16x8.narrow_i32x4_u(means, means);
      store<u32>(to + <usize>x, i32x4.extract_lane(i8x16.narrow_i16x8_u(shorts, shorts), 0));
    }
    for (; x < width; x++) {
      let sum = 0;
      for (let k = 0; k < 4; k++) {
        const at = from + ((<usize>x) << 2) + <usize>k * pitch;
        sum += <i32>load<u8>(at) + <i32>load<u8>(at, 1) + <i32>load<u8>(at, 2) + <i32>load<u8>(at, 3);
      }
      store<u8>(to + <usize>x, (sum + 7 + ((sum >> 4) & 1)) >> 4);
    }
    from += 4 * pitch;
    to += <usize>width;
  }
}

/** Bytes as floats, in the layout of a field. */
export function disPlane(bytes: usize, width: i32, height: i32, plane: usize): void {
  memory.fill(plane, 0, (<usize>fieldLength(width, height)) << 2);
  for (let y = 0; y < height; y++) {
    const out = rowOf(plane, fieldStride(width), y);
    let x = 0;
    for (; x + 4 <= width; x += 4) {
      const shorts = i16x8.extend_low_i8x16_u(v128.load32_zero(bytes + <usize>x));
      v128.store(out + ((<usize>x) << 2), f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(shorts)));
    }
    for (; x < width; x++) store<f32>(out + ((<usize>x) << 2), <f32>load<u8>(bytes + <usize>x));
    bytes += <usize>width;
  }
}

/** Repeats the edge of a plane around it: `(width + 32) * (height + 32)` floats. */
export function disPadded(plane: usize, width: i32, height: i32, padded: usize): void {
  const pitch = (<usize>(width + 2 * BORDER)) << 2;
  for (let y = -BORDER; y < height + BORDER; y++) {
    const row = rowOf(plane, fieldStride(width), min(max(y, 0), height - 1));
    const first = v128.load32_splat(row);
    const last = v128.load32_splat(row + ((<usize>(width - 1)) << 2));
    const right = padded + ((<usize>(BORDER + width)) << 2);
    for (let k: usize = 0; k < 64; k += 16) {
      v128.store(padded + k, first);
      v128.store(right + k, last);
    }
    memory.copy(padded + ((<usize>BORDER) << 2), row, (<usize>width) << 2);
    padded += pitch;
  }
}

/** Sobel gradients, mirrored about the edge samples. Writes beside the rows of `plane`. */
export function disGradients(plane: usize, width: i32, height: i32, gx: usize, gy: usize): void {
  const stride = fieldStride(width);
  for (let y = 0; y < height; y++) {
    const row = rowOf(plane, stride, y);
    store<f32>(row - 4, load<f32>(row, 4));
    store<f32>(row + ((<usize>width) << 2), load<f32>(row + ((<usize>(width - 2)) << 2)));
  }
  for (let y = 0; y < height; y++) {
    const up = rowOf(plane, stride, abs(y - 1));
    const middle = rowOf(plane, stride, y);
    const down = rowOf(plane, stride, y + 1 < height ? y + 1 : height - 2);
    const outX = rowOf(gx, stride, y);
    const outY = rowOf(gy, stride, y);
    for (let x = 0; x < width; x += 4) {
      const at = (<usize>x) << 2;
      const a = v128.load(up + at - 4);
      const b = v128.load(up + at);
      const c = v128.load(up + at, 4);
      const d = v128.load(middle + at - 4);
      const e = v128.load(middle + at, 4);
      const f = v128.load(down + at - 4);
      const g = v128.load(down + at);
      const h = v128.load(down + at, 4);
      const two = all(2);
      v128.store(outX + at, minus(plus(plus(minus(c, a), times(two, minus(e, d))), h), f));
      v128.store(outY + at, minus(plus(plus(minus(f, a), times(two, minus(g, b))), h), c));
    }
  }
}
