/** @file The sum of mode maps times their weights. Twin: `motion/motion-field.ts`. */

/**
 * @param maps `count * floats` numbers; `floats` is a multiple of 4
 * @param weights `count` floats
 * @param out `floats` numbers, overwritten
 */
export function combineModes(maps: usize, weights: usize, count: i32, floats: i32, out: usize): void {
  const bytes = (<usize>floats) << 2;
  const end = weights + ((<usize>count) << 2);
  for (let i: usize = 0; i < bytes; i += 16) {
    let sum = f32x4.splat(0);
    let from = maps + i;
    for (let weight = weights; weight < end; weight += 4, from += bytes)
      sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(weight), v128.load(from)));
    v128.store(out + i, sum);
  }
}
