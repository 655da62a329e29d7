/** @file Paths along a steady velocity field. Twin: `motion/advection.ts`. */

/**
 * Moves every cell on by one frame, in steps of the midpoint rule.
 * @param velocity `width * height` pairs of floats, both sides at least 2
 * @param across cells per pixel; `down` likewise
 * @param steps in the frame; `step` is the time of one, with its sign
 * @param here displacement of each cell so far, in pairs, changed in place
 */
export function walkFrame(
  velocity: usize,
  width: i32,
  height: i32,
  across: f32,
  down: f32,
  steps: i32,
  step: f32,
  here: usize,
): void {
  const scale = f32x4(across, down, 0, 0);
  const half = f32x4.splat(step * <f32>0.5);
  const whole = f32x4.splat(step);
  const last = f32x4(<f32>(width - 1), <f32>(height - 1), 0, 0);
  const stride = (<usize>width) << 3;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, here += 8) {
      const place = f32x4(<f32>x, <f32>y, 0, 0);
      let moved = v128.load64_zero(here);
      for (let i = 0; i < steps; i++) {
        const first = sample(velocity, stride, width, height, last, f32x4.add(place, f32x4.mul(moved, scale)));
        const middle = f32x4.add(moved, f32x4.mul(first, half));
        const second = sample(velocity, stride, width, height, last, f32x4.add(place, f32x4.mul(middle, scale)));
        moved = f32x4.add(moved, f32x4.mul(second, whole));
      }
      v128.store64_lane(here, moved, 0);
    }
  }
}

/** The velocity at a place, in the lower lanes. */
function sample(velocity: usize, stride: usize, width: i32, height: i32, last: v128, place: v128): v128 {
  const inside = f32x4.min(f32x4.max(place, f32x4.splat(0)), last);
  const whole = i32x4.min_s(i32x4.trunc_sat_f32x4_s(inside), i32x4(width - 2, height - 2, 0, 0));
  const part = f32x4.sub(inside, f32x4.convert_i32x4_s(whole));
  const at = velocity + <usize>i32x4.extract_lane(whole, 1) * stride + ((<usize>i32x4.extract_lane(whole, 0)) << 3);
  const upper = v128.load(at);
  const lower = v128.load(at + stride);
  const column = f32x4.add(upper, f32x4.mul(f32x4.sub(lower, upper), v128.shuffle<i32>(part, part, 1, 1, 1, 1)));
  const next = v128.shuffle<i64>(column, column, 1, 0);
  return f32x4.add(column, f32x4.mul(f32x4.sub(next, column), v128.shuffle<i32>(part, part, 0, 0, 0, 0)));
}
