/** @file Backward warps of a plane by a flow. Twin: `motion/flow/warp.ts`. */
import { sampleBicubic4 } from '../shared/bicubic';
import { all, columnsFrom, evens, odds, plus } from '../shared/lanes';

/** Samples that a plane is padded by: one before and two after, in each direction. */
const BEFORE = 1;
const AROUND = 3;

/**
 * `out(x) = reference(x + flow(x))` by Catmull-Rom interpolation, places clamped to the plane.
 * @param reference `width * height` floats, the width at least 4
 * @param flow as many pairs, x then y
 * @param padded room for `(width + 3) * (height + 3)` floats
 * @param out room for `width * height` floats
 */
export function warpPlane(reference: usize, width: i32, height: i32, flow: usize, padded: usize, out: usize): void {
  pad(reference, width, height, padded);
  const stride = width + AROUND;
  const lastX = all(<f32>(width - 1));
  const lastY = all(<f32>(height - 1));
  const zero = all(0);
  for (let y = 0; y < height; y++) {
    const row = all(<f32>y);
    // The last group of a row begins where it still ends inside the row, so it may do some samples again.
    for (let x = 0; x < width; x += 4) {
      const from = min(x, width - 4);
      const i = (<usize>(y * width + from)) << 2;
      const near = v128.load(flow + 2 * i);
      const far = v128.load(flow + 2 * i, 16);
      const cx = f32x4.min(f32x4.max(plus(columnsFrom(from), evens(near, far)), zero), lastX);
      const cy = f32x4.min(f32x4.max(plus(row, odds(near, far)), zero), lastY);
      v128.store(out + i, sampleBicubic4(cx, cy, padded, stride));
    }
  }
}

function pad(plane: usize, width: i32, height: i32, padded: usize): void {
  let to = padded;
  for (let y = -BEFORE; y < height + AROUND - BEFORE; y++) {
    const row = plane + ((<usize>(min(max(y, 0), height - 1) * width)) << 2);
    store<f32>(to, load<f32>(row));
    memory.copy(to + 4, row, (<usize>width) << 2);
    const last = load<f32>(row + ((<usize>(width - 1)) << 2));
    store<f32>(to + ((<usize>(width + 1)) << 2), last);
    store<f32>(to + ((<usize>(width + 2)) << 2), last);
    to += (<usize>(width + AROUND)) << 2;
  }
}
