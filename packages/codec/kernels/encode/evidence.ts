/** @file What pixels say about displacement. Twin: `analysis/photometric-evidence.ts`. */

/** Floats per pixel of the prepared source: luma, its gradient across and down, 1. */
const PIXEL = 16;
/** Bytes per cell: two vectors. */
const CELL = 32;

/**
 * Adds up the evidence of one frame by cell: G and the sum of weights, then h; see {@link CELL}.
 * @param frame `width * height` floats; `source` likewise
 * @param flow pairs of floats on a grid of `gridWidth` columns, at least 2
 * @param columns for each column of the plane: column of the grid at its left, 32 bits; then the shares of the next one,
 * floats; then the column of the cell it lies in, 32 bits
 * @param rows the same of the rows
 * @param toPlane pixels of the plane per pixel of the flow
 * @param scale one over the square of the residual that has a quarter of the say
 * @param prepared room for `16 * width * height` bytes
 * @param line room for `gridWidth` pairs of floats
 * @param out room for 32 bytes a cell: xx, xy, yy, weight; x, -, y, - of h
 */
export function gatherEvidence(
  frame: usize,
  source: usize,
  width: i32,
  height: i32,
  flow: usize,
  gridWidth: i32,
  gridHeight: i32,
  columns: usize,
  rows: usize,
  toPlane: f32,
  scale: f32,
  prepared: usize,
  line: usize,
  out: usize,
): void {
  memory.fill(out, 0, <usize>(gridWidth * gridHeight) * CELL);
  prepare(source, width, height, toPlane, prepared);
  const across = (<usize>width) << 2;
  const down = (<usize>height) << 2;
  const stride = <usize>width * PIXEL;
  const limit = f32x4.replace_lane(f32x4.splat(<f32>(width - 1)), 1, <f32>(height - 1));
  const zero = f32x4.splat(0);
  const one: f32 = 1;
  const factor = f32x4.splat(toPlane);
  for (let y = 1; y < height - 1; y++) {
    const rowAt = rows + ((<usize>y) << 2);
    sampleRow(flow, gridWidth, load<i32>(rowAt), load<f32>(rowAt + down), line);
    const cells = out + <usize>(load<i32>(rowAt + 2 * down) * gridWidth) * CELL;
    for (let x = 1; x < width - 1; x++) {
      const columnAt = columns + ((<usize>x) << 2);
      const pair = v128.load(line + ((<usize>load<i32>(columnAt)) << 3));
      const step = f32x4.sub(v128.shuffle<i64>(pair, pair, 1, 0), pair);
      const moved = f32x4.add(pair, f32x4.mul(step, v128.load32_splat(columnAt + across)));
      const here = f32x4.replace_lane(f32x4.splat(<f32>x), 1, <f32>y);
      const place = f32x4.add(here, f32x4.mul(moved, factor));
      const inside = v128.and(f32x4.ge(place, zero), f32x4.lt(place, limit));
      if ((i32x4.bitmask(inside) & 3) != 3) continue;
      const whole = i32x4.trunc_sat_f32x4_s(place);
      const part = f32x4.sub(place, f32x4.convert_i32x4_s(whole));
      const at = prepared + <usize>(i32x4.extract_lane(whole, 1) * width + i32x4.extract_lane(whole, 0)) * PIXEL;
      const px = v128.shuffle<i32>(part, part, 0, 0, 0, 0);
      const py = v128.shuffle<i32>(part, part, 1, 1, 1, 1);
      const a = v128.load(at);
      const c = v128.load(at + stride);
      const upper = f32x4.add(a, f32x4.mul(f32x4.sub(v128.load(at, PIXEL), a), px));
      const lower = f32x4.add(c, f32x4.mul(f32x4.sub(v128.load(at + stride, PIXEL), c), px));
      const seen = f32x4.add(upper, f32x4.mul(f32x4.sub(lower, upper), py));
      const r = load<f32>(frame + ((<usize>(y * width + x)) << 2)) - f32x4.extract_lane(seen, 0);
      const robust = one / (one + r * r * scale);
      const weighted = f32x4.mul(f32x4.splat(robust * robust), v128.shuffle<i32>(seen, seen, 1, 1, 2, 3));
      const cell = cells + <usize>load<i32>(columnAt + 2 * across) * CELL;
      const products = f32x4.mul(weighted, v128.shuffle<i32>(seen, seen, 1, 2, 2, 3));
      v128.store(cell, f32x4.add(v128.load(cell), products));
      v128.store(cell, f32x4.add(v128.load(cell, 16), f32x4.mul(weighted, f32x4.splat(r))), 16);
    }
  }
}

/** Luma, gradient times `toPlane`, and 1, of each pixel. */
function prepare(source: usize, width: i32, height: i32, toPlane: f32, prepared: usize): void {
  const half: f32 = 0.5;
  let to = prepared;
  for (let y = 0; y < height; y++) {
    const row = source + ((<usize>(y * width)) << 2);
    const above = source + ((<usize>(max(y - 1, 0) * width)) << 2);
    const below = source + ((<usize>(min(y + 1, height - 1) * width)) << 2);
    for (let x = 0; x < width; x++, to += PIXEL) {
      const at = (<usize>x) << 2;
      const left = load<f32>(row + ((<usize>max(x - 1, 0)) << 2));
      const right = load<f32>(row + ((<usize>min(x + 1, width - 1)) << 2));
      store<f32>(to, load<f32>(row + at));
      store<f32>(to, (right - left) * half * toPlane, 4);
      store<f32>(to, (load<f32>(below + at) - load<f32>(above + at)) * half * toPlane, 8);
      store<f32>(to, 1, 12);
    }
  }
}

/** A row of the flow between two of the grid. */
function sampleRow(flow: usize, gridWidth: i32, row: i32, share: f32, line: usize): void {
  const length = (<usize>gridWidth) << 3;
  const a = flow + <usize>row * length;
  for (let i: usize = 0; i < length; i += 8) {
    const top = v128.load64_zero(a + i);
    const step = f32x4.sub(v128.load64_zero(a + length + i), top);
    v128.store64_lane(line + i, f32x4.add(top, f32x4.mul(step, f32x4.splat(share))), 0);
  }
}
