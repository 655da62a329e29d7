/**
 * @file Catmull-Rom samples of a padded plane, four at once. The sum goes down each of the four columns first, then
 * across, since the four taps of a row lie side by side in memory. Twin: `sampleBicubic` in `motion/flow/warp.ts`.
 */

const HALF = f32x4.splat(0.5);
const ONE = f32x4.splat(1);

/**
 * @param cx columns of four places, not negative
 * @param cy their rows, not negative
 * @param base address of the first tap, up and to the left, of a place in column 0 and row 0
 * @param stride floats in a row of the plane
 */
export function sampleBicubic4(cx: v128, cy: v128, base: usize, stride: i32): v128 {
  const x0 = i32x4.trunc_sat_f32x4_s(cx);
  const y0 = i32x4.trunc_sat_f32x4_s(cy);
  const s = f32x4.sub(cx, f32x4.convert_i32x4_s(x0));
  const t = f32x4.sub(cy, f32x4.convert_i32x4_s(y0));
  const t0 = weightBefore(t);
  const t1 = weightAt(t);
  const t3 = weightAfter(t);
  const t2 = f32x4.sub(f32x4.sub(f32x4.sub(ONE, t0), t1), t3);
  const at = i32x4.add(i32x4.mul(y0, i32x4.splat(stride)), x0);
  const pitch = (<usize>stride) << 2;
  const a = columns(
    base + ((<usize>i32x4.extract_lane(at, 0)) << 2),
    pitch,
    v128.shuffle<i32>(t0, t0, 0, 0, 0, 0),
    v128.shuffle<i32>(t1, t1, 0, 0, 0, 0),
    v128.shuffle<i32>(t2, t2, 0, 0, 0, 0),
    v128.shuffle<i32>(t3, t3, 0, 0, 0, 0),
  );
  const b = columns(
    base + ((<usize>i32x4.extract_lane(at, 1)) << 2),
    pitch,
    v128.shuffle<i32>(t0, t0, 1, 1, 1, 1),
    v128.shuffle<i32>(t1, t1, 1, 1, 1, 1),
    v128.shuffle<i32>(t2, t2, 1, 1, 1, 1),
    v128.shuffle<i32>(t3, t3, 1, 1, 1, 1),
  );
  const c = columns(
    base + ((<usize>i32x4.extract_lane(at, 2)) << 2),
    pitch,
    v128.shuffle<i32>(t0, t0, 2, 2, 2, 2),
    v128.shuffle<i32>(t1, t1, 2, 2, 2, 2),
    v128.shuffle<i32>(t2, t2, 2, 2, 2, 2),
    v128.shuffle<i32>(t3, t3, 2, 2, 2, 2),
  );
  const d = columns(
    base + ((<usize>i32x4.extract_lane(at, 3)) << 2),
    pitch,
    v128.shuffle<i32>(t0, t0, 3, 3, 3, 3),
    v128.shuffle<i32>(t1, t1, 3, 3, 3, 3),
    v128.shuffle<i32>(t2, t2, 3, 3, 3, 3),
    v128.shuffle<i32>(t3, t3, 3, 3, 3, 3),
  );
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const abHigh = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cdHigh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  const s0 = weightBefore(s);
  const s1 = weightAt(s);
  const s3 = weightAfter(s);
  const s2 = f32x4.sub(f32x4.sub(f32x4.sub(ONE, s0), s1), s3);
  let sum = f32x4.mul(s0, v128.shuffle<i64>(ab, cd, 0, 2));
  sum = f32x4.add(sum, f32x4.mul(s1, v128.shuffle<i64>(ab, cd, 1, 3)));
  sum = f32x4.add(sum, f32x4.mul(s2, v128.shuffle<i64>(abHigh, cdHigh, 0, 2)));
  return f32x4.add(sum, f32x4.mul(s3, v128.shuffle<i64>(abHigh, cdHigh, 1, 3)));
}

/** Four columns of four samples each, weighted downwards. */
function columns(at: usize, pitch: usize, t0: v128, t1: v128, t2: v128, t3: v128): v128 {
  let sum = f32x4.mul(t0, v128.load(at));
  sum = f32x4.add(sum, f32x4.mul(t1, v128.load(at + pitch)));
  sum = f32x4.add(sum, f32x4.mul(t2, v128.load(at + 2 * pitch)));
  return f32x4.add(sum, f32x4.mul(t3, v128.load(at + 3 * pitch)));
}

/** `((1 - t / 2) t - 1 / 2) t` */
function weightBefore(t: v128): v128 {
  return f32x4.mul(f32x4.sub(f32x4.mul(f32x4.sub(ONE, f32x4.mul(HALF, t)), t), HALF), t);
}

/** `(3 t / 2 - 5 / 2) t t + 1` */
function weightAt(t: v128): v128 {
  const slope = f32x4.sub(f32x4.mul(f32x4.splat(1.5), t), f32x4.splat(2.5));
  return f32x4.add(f32x4.mul(f32x4.mul(slope, t), t), ONE);
}

/** `(t - 1) / 2 t t` */
function weightAfter(t: v128): v128 {
  return f32x4.mul(f32x4.mul(f32x4.mul(HALF, f32x4.sub(t, ONE)), t), t);
}
