/** @file Mix of two phases of carried texture that keeps its contrast. Twin: `render/phase-blender.ts`. */

/**
 * @param first luma of a phase, `width * height` bytes; `second` likewise
 * @param flows pairs of both phases for each cell: x and y of the first, x and y of the second
 * @param gains by cell; below `least`, contrast is not lifted
 * @param columns for each pixel of a row: its cell's column, 32 bits
 * @param rows for each row: its cell's row, 32 bits
 * @param mean local mean on a grid of `meanWidth * meanHeight` floats, both at least 2
 * @param across cells of that grid per pixel; `down` likewise
 * @param share weight of the first phase; `other` of the second
 * @param from first row that is mixed; `to` the one behind the last
 */
export function mixLuma(
  first: usize,
  second: usize,
  width: i32,
  flows: usize,
  gains: usize,
  gridWidth: i32,
  columns: usize,
  rows: usize,
  least: f32,
  mean: usize,
  meanWidth: i32,
  meanHeight: i32,
  across: f32,
  down: f32,
  share: f32,
  other: f32,
  from: i32,
  to: i32,
  out: usize,
): void {
  const half: f32 = 0.5;
  const zero: f32 = 0;
  const white: f32 = 255;
  const scale = f32x4(across, down, across, down);
  const limit = f32x4(
    <f32>meanWidth - <f32>1.001,
    <f32>meanHeight - <f32>1.001,
    <f32>meanWidth - <f32>1.001,
    <f32>meanHeight - <f32>1.001,
  );
  const weights = f32x4(share, other, 0, 0);
  const stride = (<usize>meanWidth) << 2;
  for (let y = from; y < to; y++) {
    const row = load<i32>(rows + ((<usize>y) << 2)) * gridWidth;
    const line = <usize>(y * width);
    for (let x = 0; x < width; x++) {
      const at = line + <usize>x;
      const cell = <usize>(row + load<i32>(columns + ((<usize>x) << 2)));
      const a = <f32>load<u8>(first + at) * share;
      const mixed = a + <f32>load<u8>(second + at) * other;
      const gain = load<f32>(gains + (cell << 2));
      let value = mixed;
      if (gain >= least) {
        const here = f32x4(<f32>x + half, <f32>y + half, <f32>x + half, <f32>y + half);
        const place = f32x4.sub(f32x4.mul(f32x4.add(here, v128.load(flows + (cell << 4))), scale), f32x4.splat(half));
        const inside = f32x4.min(f32x4.max(place, f32x4.splat(0)), limit);
        const whole = i32x4.trunc_sat_f32x4_s(inside);
        const part = f32x4.sub(inside, f32x4.convert_i32x4_s(whole));
        const one = mean + ((<usize>(i32x4.extract_lane(whole, 1) * meanWidth + i32x4.extract_lane(whole, 0))) << 2);
        const two = mean + ((<usize>(i32x4.extract_lane(whole, 3) * meanWidth + i32x4.extract_lane(whole, 2))) << 2);
        // Left and right above, then below: of the first phase in the lower lanes, of the second in the upper ones.
        const upper = v128.load64_lane(two, v128.load64_zero(one), 1);
        const lower = v128.load64_lane(two + stride, v128.load64_zero(one + stride), 1);
        const column = f32x4.add(upper, f32x4.mul(f32x4.sub(lower, upper), v128.shuffle<i32>(part, part, 1, 1, 3, 3)));
        const left = v128.shuffle<i32>(column, column, 0, 2, 0, 2);
        const right = v128.shuffle<i32>(column, column, 1, 3, 1, 3);
        const means = f32x4.add(left, f32x4.mul(f32x4.sub(right, left), v128.shuffle<i32>(part, part, 0, 2, 0, 2)));
        const weighted = f32x4.mul(means, weights);
        const middle = f32x4.extract_lane(weighted, 0) + f32x4.extract_lane(weighted, 1);
        value = middle + (mixed - middle) * gain;
      }
      store<u8>(out + at, <u8>(<i32>(min(max(value, zero), white) + half)));
    }
  }
}
