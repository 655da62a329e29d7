/** @file Arithmetic on four floats at once, in names short enough for formulas. All of it is inlined. */

export function plus(a: v128, b: v128): v128 {
  return f32x4.add(a, b);
}

export function minus(a: v128, b: v128): v128 {
  return f32x4.sub(a, b);
}

export function times(a: v128, b: v128): v128 {
  return f32x4.mul(a, b);
}

export function over(a: v128, b: v128): v128 {
  return f32x4.div(a, b);
}

export function all(value: f32): v128 {
  return f32x4.splat(value);
}

/** `a * a` */
export function square(a: v128): v128 {
  return f32x4.mul(a, a);
}

/** `value`, `value + 1`, `value + 2`, `value + 3`: the columns of four neighbours. */
export function columnsFrom(value: i32): v128 {
  return f32x4.add(f32x4.splat(<f32>value), f32x4(0, 1, 2, 3));
}

/** Values at even places of eight neighbours. */
export function evens(near: v128, far: v128): v128 {
  return v128.shuffle<i32>(near, far, 0, 2, 4, 6);
}

/** Values at odd places of eight neighbours. */
export function odds(near: v128, far: v128): v128 {
  return v128.shuffle<i32>(near, far, 1, 3, 5, 7);
}

/** `(a + b) + (c + d)` of the four lanes. */
export function total(a: v128): f32 {
  const pairs = f32x4.add(a, v128.shuffle<i32>(a, a, 1, 0, 3, 2));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 2);
}
