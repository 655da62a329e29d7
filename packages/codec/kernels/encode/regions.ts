/** @file Regions that fit better by another flow. Twin, with the reasons: `motion/flow/regions.ts`. */
import { sampleBilinear4 } from '../shared/bilinear';
import { all, columnsFrom, minus, plus, total } from '../shared/lanes';
import { fieldStride, rowOf } from './field';

/** Border of the levels of a pyramid, in pixels. */
const PAD: i32 = 12;
/** Side of a region in pixels. */
const SIDE: i32 = 4;

/**
 * Replaces the flow of a region by that of the candidate that fits best, where one fits clearly better.
 * @param target padded level of the target picture
 * @param reference the same of the reference
 * @param candidates addresses of the planes of fields, u and v in turn
 * @param count of such fields
 * @param share of its difference below which a region changes, less `margin` grey levels a pixel
 */
export function preferBetterRegions(
  target: usize,
  reference: usize,
  width: i32,
  height: i32,
  u: usize,
  v: usize,
  candidates: usize,
  count: i32,
  share: f32,
  margin: f32,
): void {
  for (let y = 0; y < height; y += SIDE) {
    const bottom = min(y + SIDE, height);
    for (let x = 0; x < width; x += SIDE) {
      const pixels = (min(x + SIDE, width) - x) * (bottom - y);
      let best = share * misfit(target, reference, width, height, u, v, x, y, bottom) - margin * <f32>pixels;
      if (best <= 0) continue;
      let winner = -1;
      for (let k = 0; k < count; k++) {
        const otherU = load<usize>(candidates + ((<usize>k) << 3));
        const otherV = load<usize>(candidates + ((<usize>k) << 3), 4);
        const cost = misfit(target, reference, width, height, otherU, otherV, x, y, bottom);
        if (cost < best) {
          best = cost;
          winner = k;
        }
      }
      if (winner < 0) continue;
      copyRegion(load<usize>(candidates + ((<usize>winner) << 3)), u, width, x, y, bottom);
      copyRegion(load<usize>(candidates + ((<usize>winner) << 3), 4), v, width, x, y, bottom);
    }
  }
}

/** Sum of absolute differences between target and warped reference over a region. */
function misfit(
  target: usize,
  reference: usize,
  width: i32,
  height: i32,
  u: usize,
  v: usize,
  left: i32,
  top: i32,
  bottom: i32,
): f32 {
  const padded = width + 2 * PAD;
  const stride = fieldStride(width);
  const limitX = all(<f32>padded - <f32>1.001);
  const limitY = all(<f32>(height + 2 * PAD) - <f32>1.001);
  const pad = all(<f32>PAD);
  const zero = all(0);
  const columns = columnsFrom(left);
  const valid = f32x4.lt(columns, all(<f32>width));
  let sums = zero;
  for (let y = top; y < bottom; y++) {
    const at = rowOf(0, stride, y) + ((<usize>left) << 2);
    const sx = plus(plus(columns, pad), v128.load(u + at));
    const sy = plus(all(<f32>(y + PAD)), v128.load(v + at));
    const cx = f32x4.min(f32x4.max(sx, zero), limitX);
    const cy = f32x4.min(f32x4.max(sy, zero), limitY);
    const own = v128.load(target + ((<usize>((y + PAD) * padded + PAD + left)) << 2));
    sums = plus(sums, f32x4.abs(minus(sampleBilinear4(cx, cy, reference, padded), own)));
  }
  return total(v128.and(sums, valid));
}

function copyRegion(from: usize, to: usize, width: i32, left: i32, top: i32, bottom: i32): void {
  const stride = fieldStride(width);
  for (let y = top; y < bottom; y++) {
    const at = rowOf(0, stride, y) + ((<usize>left) << 2);
    // Beyond the last pixel both are zero.
    v128.store(to + at, v128.load(from + at));
  }
}
