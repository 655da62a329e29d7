/** @file Bilinear samples of a plane, four at once: down the two columns first, then across. */
import { minus, plus, times } from './lanes';

/**
 * @param cx columns of four places, not negative
 * @param cy their rows, not negative
 * @param base address of the plane
 * @param stride floats in a row of it
 */
export function sampleBilinear4(cx: v128, cy: v128, base: usize, stride: i32): v128 {
  const x0 = i32x4.trunc_sat_f32x4_s(cx);
  const y0 = i32x4.trunc_sat_f32x4_s(cy);
  const s = minus(cx, f32x4.convert_i32x4_s(x0));
  const t = minus(cy, f32x4.convert_i32x4_s(y0));
  const at = i32x4.shl(i32x4.add(i32x4.mul(y0, i32x4.splat(stride)), x0), 2);
  const pitch = (<usize>stride) << 2;
  const a = base + <usize>i32x4.extract_lane(at, 0);
  const b = base + <usize>i32x4.extract_lane(at, 1);
  const c = base + <usize>i32x4.extract_lane(at, 2);
  const d = base + <usize>i32x4.extract_lane(at, 3);
  const upperAB = v128.load64_lane(b, v128.load64_zero(a), 1);
  const upperCD = v128.load64_lane(d, v128.load64_zero(c), 1);
  const lowerAB = v128.load64_lane(b + pitch, v128.load64_zero(a + pitch), 1);
  const lowerCD = v128.load64_lane(d + pitch, v128.load64_zero(c + pitch), 1);
  const ab = plus(upperAB, times(v128.shuffle<i32>(t, t, 0, 0, 1, 1), minus(lowerAB, upperAB)));
  const cd = plus(upperCD, times(v128.shuffle<i32>(t, t, 2, 2, 3, 3), minus(lowerCD, upperCD)));
  const left = v128.shuffle<i32>(ab, cd, 0, 2, 4, 6);
  const right = v128.shuffle<i32>(ab, cd, 1, 3, 5, 7);
  return plus(left, times(s, minus(right, left)));
}
