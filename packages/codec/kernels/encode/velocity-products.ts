/** @file Products of texture with what lies downstream of it. Twin: `analysis/velocity-correlation.ts`. */

const BLOCK = 4;

/**
 * Adds the products of each block of 4x4 samples with those displaced by each velocity in a later frame.
 * @param now `width * height` floats; `later` likewise
 * @param reach fastest velocity along either axis, so that there are `2 * reach + 1` squared of them
 * @param products a plane of `columns * rows` floats for each velocity, added to
 */
export function velocityProducts(
  now: usize,
  later: usize,
  width: i32,
  height: i32,
  columns: i32,
  rows: i32,
  reach: i32,
  lag: i32,
  products: usize,
): void {
  let plane = products;
  const line = (<usize>width) << 2;
  for (let v = -reach; v <= reach; v++) {
    const dy = lag * v;
    for (let u = -reach; u <= reach; u++) {
      const dx = lag * u;
      const left = max(0, -floorDivided(dx));
      const right = min(columns, floorDivided(width - dx));
      const shift = (dy * width + dx) << 2;
      for (let row = 0; row < rows; row++) {
        const top = max(row * BLOCK, -dy);
        const bottom = min((row + 1) * BLOCK, height - dy);
        if (top >= bottom) continue;
        for (let column = left; column < right; column++) {
          let i = now + ((<usize>(top * width + column * BLOCK)) << 2);
          let j = later + (i - now) + shift;
          let sum = f32x4.mul(v128.load(i), v128.load(j));
          for (let y = top + 1; y < bottom; y++) {
            i += line;
            j += line;
            sum = f32x4.add(sum, f32x4.mul(v128.load(i), v128.load(j)));
          }
          sum = f32x4.add(sum, v128.shuffle<i32>(sum, sum, 2, 3, 0, 1));
          const to = plane + ((<usize>(row * columns + column)) << 2);
          store<f32>(to, load<f32>(to) + (f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1)));
        }
      }
      plane += (<usize>(columns * rows)) << 2;
    }
  }
}

/** A number divided by the side of a block, rounded down. */
function floorDivided(value: i32): i32 {
  return value >> 2;
}
