/** @file A plane of a flow scaled to other sides, down the columns first. Twin: `resizeFlow` in `motion/dis/patch-grid.ts`. */
import { all, minus, plus, times } from '../../shared/lanes';
import { fieldStride, rowOf } from '../field';

/**
 * @param columnAt the left of two columns for each column of the result, as many as a multiple of four
 * @param columnShare of the right one
 * @param rowAt the upper of two rows for each row of the result
 * @param rowShare of the lower one
 * @param buffer room for a row of the field `from`
 */
export function disResize(
  from: usize,
  fromWidth: i32,
  fromHeight: i32,
  to: usize,
  width: i32,
  height: i32,
  columnAt: usize,
  columnShare: usize,
  rowAt: usize,
  rowShare: usize,
  gain: f32,
  buffer: usize,
): void {
  const stride = fieldStride(fromWidth);
  const one = all(1);
  for (let y = 0; y < height; y++) {
    const row = load<i32>(rowAt + ((<usize>y) << 2));
    const upper = rowOf(from, stride, row);
    const lower = rowOf(from, stride, min(row + 1, fromHeight - 1));
    const below = v128.load32_splat(rowShare + ((<usize>y) << 2));
    const above = minus(one, below);
    for (let x = 0; x < fromWidth; x += 4) {
      const at = (<usize>x) << 2;
      v128.store(buffer + at, plus(times(v128.load(upper + at), above), times(v128.load(lower + at), below)));
    }
    const end = buffer + ((<usize>fromWidth) << 2);
    store<f32>(end, load<f32>(end - 4));
    const out = rowOf(to, fieldStride(width), y);
    for (let x = 0; x < width; x += 4) {
      const at = i32x4.shl(v128.load(columnAt + ((<usize>x) << 2)), 2);
      const share = v128.load(columnShare + ((<usize>x) << 2));
      const a = v128.load64_zero(buffer + <usize>i32x4.extract_lane(at, 0));
      const ab = v128.load64_lane(buffer + <usize>i32x4.extract_lane(at, 1), a, 1);
      const c = v128.load64_zero(buffer + <usize>i32x4.extract_lane(at, 2));
      const cd = v128.load64_lane(buffer + <usize>i32x4.extract_lane(at, 3), c, 1);
      const left = v128.shuffle<i32>(ab, cd, 0, 2, 4, 6);
      const right = v128.shuffle<i32>(ab, cd, 1, 3, 5, 7);
      const value = plus(times(left, minus(one, share)), times(right, share));
      v128.store(out + ((<usize>x) << 2), times(all(gain), value));
    }
  }
}
