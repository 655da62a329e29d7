/** @file Flow of every sample from that of the patches over it. Twin, with the method: `motion/dis/densify.ts`. */
import { all, columnsFrom, minus, over, plus, times } from '../../shared/lanes';
import { sampleBilinear4 } from '../../shared/bilinear';
import { fieldLength, fieldStride, rowOf } from '../field';

const PATCH: i32 = 8;
const STRIDE: i32 = 4;
const INSIDE: f64 = 1e-3;

/**
 * @param patchX a float for each patch; `patchY` too
 * @param first plane of the first picture, as a field
 * @param second the same of the second
 * @param u receives the field; `v` too
 */
export function disDensify(
  patchX: usize,
  patchY: usize,
  first: usize,
  second: usize,
  width: i32,
  height: i32,
  u: usize,
  v: usize,
): void {
  const stride = fieldStride(width);
  const columns = 1 + (width - PATCH) / STRIDE;
  const rows = 1 + (height - PATCH) / STRIDE;
  const there = rowOf(second, stride, 0);
  const limitX = all(<f32>(<f64>(width - 1) - INSIDE));
  const limitY = all(<f32>(<f64>(height - 1) - INSIDE));
  const zero = all(0);
  const one = all(1);
  memory.fill(u, 0, (<usize>fieldLength(width, height)) << 2);
  memory.fill(v, 0, (<usize>fieldLength(width, height)) << 2);
  for (let y = 0; y < height; y++) {
    const bottom = min(y / STRIDE, rows - 1);
    const top = firstOver(y, bottom);
    const here = rowOf(first, stride, y);
    const outU = rowOf(u, stride, y);
    const outV = rowOf(v, stride, y);
    for (let x = 0; x < width; x += 4) {
      // Patches begin at every fourth sample, so they cover all four or none.
      const right = min(x / STRIDE, columns - 1);
      const left = firstOver(x, right);
      const own = v128.load(here + ((<usize>x) << 2));
      const places = columnsFrom(x);
      let sum = zero;
      let sumX = zero;
      let sumY = zero;
      for (let i = top; i <= bottom; i++) {
        for (let j = left; j <= right; j++) {
          const at = (<usize>(i * columns + j)) << 2;
          const dx = v128.load32_splat(patchX + at);
          const dy = v128.load32_splat(patchY + at);
          const cx = f32x4.min(f32x4.max(plus(places, dx), zero), limitX);
          const cy = f32x4.min(f32x4.max(plus(all(<f32>y), dy), zero), limitY);
          const apart = f32x4.abs(minus(sampleBilinear4(cx, cy, there, stride), own));
          const weight = over(one, f32x4.max(one, apart));
          sum = plus(sum, weight);
          sumX = plus(sumX, times(weight, dx));
          sumY = plus(sumY, times(weight, dy));
        }
      }
      const valid = f32x4.lt(places, all(<f32>width));
      v128.store(outU + ((<usize>x) << 2), v128.and(over(sumX, sum), valid));
      v128.store(outV + ((<usize>x) << 2), v128.and(over(sumY, sum), valid));
    }
  }
}

/** First of the patches over a sample, the last being known. */
function firstOver(place: i32, last: i32): i32 {
  return place < PATCH ? 0 : min((place - PATCH) / STRIDE + 1, last);
}
