/** @file Backward warps of the planes of a picture by a coarse flow. Twin: `render/warp-picture.ts`. */

const PHASE_BITS = 6;
const PHASES = 1 << PHASE_BITS;
const KERNEL_BITS = 7;
const OFFSET = 1 << 20;
const ZERO = i64x2.splat(0);
const HALF = f64x2.splat(0.5);
const MINUS_HALF = f64x2.splat(-0.5);
/** Bytes of the tables of one phase. */
const ENTRY = 48;

/**
 * Bicubic warp of bytes.
 * @param key `width * height` bytes
 * @param flow `gridWidth * gridHeight` pairs of floats, in pixels
 * @param left for each column of the picture: index in a row of the grid of the cell at its left, 32 bits
 * @param share for each column: share of the cell at its right, a float
 * @param taps four for each of 64 phases, in 1/128, 32 bits
 * @param tables room for 48 bytes a phase
 * @param row room for `gridWidth + 1` pairs of floats
 * @param rows for each row of the grid: 0 where nothing of it is to be written; 0 for none at all
 * @param from first row of the picture that is written; `to` the one behind the last
 * @param out room for these rows, less what the rows before them would take
 */
export function warpLuma(
  key: usize,
  width: i32,
  height: i32,
  flow: usize,
  gridWidth: i32,
  gridHeight: i32,
  left: usize,
  share: usize,
  taps: usize,
  tables: usize,
  row: usize,
  rows: usize,
  from: i32,
  to: i32,
  out: usize,
): void {
  spreadTaps(taps, tables);
  const offset = f64x2.splat(<f64>OFFSET + 0.5);
  const back = i32x4.splat(OFFSET);
  for (let y = from; y < to; y++) {
    if (rows != 0 && load<u8>(rows + <usize>gridRow(y, height, gridHeight)) == 0) continue;
    const line = <usize>(y * width);
    if (!interpolateRow(flow, gridWidth, gridHeight, y, height, <f64>PHASES, row)) {
      memory.copy(out + line, key + line, <usize>width);
      continue;
    }
    for (let x = 0; x < width; x++) {
      const moved = i32x4.sub(displacement(row, left, share, x, offset), back);
      const dx = i32x4.extract_lane(moved, 0);
      const dy = i32x4.extract_lane(moved, 1);
      const place = out + line + <usize>x;
      if ((dx | dy) == 0) {
        store<u8>(place, load<u8>(key + line + <usize>x));
        continue;
      }
      const px = (x << PHASE_BITS) + dx;
      const py = (y << PHASE_BITS) + dy;
      const ix = px >> PHASE_BITS;
      const iy = py >> PHASE_BITS;
      if (ix < 1 || iy < 1 || ix >= width - 2 || iy >= height - 2) {
        store<u8>(place, <u8>atBorder(key, width, height, px, py, taps));
        continue;
      }
      const across = tables + <usize>((px & (PHASES - 1)) * ENTRY);
      const down = tables + <usize>((py & (PHASES - 1)) * ENTRY);
      const a = key + <usize>((iy - 1) * width + ix - 1);
      const c = a + 2 * <usize>width;
      const kernel = v128.load(across);
      const upper = i32x4.dot_i16x8_s(twoRows(a, a + <usize>width), kernel);
      const lower = i32x4.dot_i16x8_s(twoRows(c, c + <usize>width), kernel);
      let sum = i32x4.add(i32x4.mul(upper, v128.load(down, 16)), i32x4.mul(lower, v128.load(down, 32)));
      sum = i32x4.add(sum, v128.shuffle<i32>(sum, sum, 2, 3, 0, 1));
      const total = i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1);
      const value = (total + (1 << (2 * KERNEL_BITS - 1))) >> (2 * KERNEL_BITS);
      store<u8>(place, <u8>min(max(value, 0), 255));
    }
  }
}

/**
 * Bilinear warp of both planes of chroma, as of {@link warpLuma}; `width` and `height` are those of a chroma plane.
 * @param u `width * height` bytes, and four more that may be read; `v` likewise
 */
export function warpChroma(
  u: usize,
  v: usize,
  width: i32,
  height: i32,
  flow: usize,
  gridWidth: i32,
  gridHeight: i32,
  left: usize,
  share: usize,
  row: usize,
  rows: usize,
  from: i32,
  to: i32,
  outU: usize,
  outV: usize,
): void {
  const offset = f64x2.splat(<f64>OFFSET + 0.5);
  const back = i32x4.splat(OFFSET);
  const lastX = (width - 1) << PHASE_BITS;
  const lastY = (height - 1) << PHASE_BITS;
  const rounding = i32x4.splat(1 << (2 * PHASE_BITS - 1));
  for (let y = from; y < to; y++) {
    if (rows != 0 && load<u8>(rows + <usize>gridRow(y, height, gridHeight)) == 0) continue;
    const line = <usize>(y * width);
    if (!interpolateRow(flow, gridWidth, gridHeight, y, height, <f64>(PHASES / 2), row)) {
      memory.copy(outU + line, u + line, <usize>width);
      memory.copy(outV + line, v + line, <usize>width);
      continue;
    }
    for (let x = 0; x < width; x++) {
      const moved = i32x4.sub(displacement(row, left, share, x, offset), back);
      const px = min(max((x << PHASE_BITS) + i32x4.extract_lane(moved, 0), 0), lastX);
      const py = min(max((y << PHASE_BITS) + i32x4.extract_lane(moved, 1), 0), lastY);
      const fx = px & (PHASES - 1);
      const fy = py & (PHASES - 1);
      // At the last column and row the share of what lies beyond is 0, so it does not matter what that is.
      const at = <usize>((py >> PHASE_BITS) * width + (px >> PHASE_BITS));
      const low = at + <usize>width;
      let bytes = v128.load16_lane(u + at, ZERO, 0);
      bytes = v128.load16_lane(u + low, bytes, 1);
      bytes = v128.load16_lane(v + at, bytes, 2);
      bytes = v128.load16_lane(v + low, bytes, 3);
      const samples = i16x8.extend_low_i8x16_u(bytes);
      const across = i32x4.splat((PHASES - fx) | (fx << 16));
      const down = i64x2.splat((<i64>(PHASES - fy)) | ((<i64>fy) << 32));
      const rowsSum = i32x4.mul(i32x4.dot_i16x8_s(samples, across), down);
      const sums = i32x4.add(i32x4.add(rowsSum, v128.shuffle<i32>(rowsSum, rowsSum, 1, 0, 3, 2)), rounding);
      store<u8>(outU + line + <usize>x, <u8>(i32x4.extract_lane(sums, 0) >> (2 * PHASE_BITS)));
      store<u8>(outV + line + <usize>x, <u8>(i32x4.extract_lane(sums, 2) >> (2 * PHASE_BITS)));
    }
  }
}

/** Taps of each phase twice as 16 bits for two rows, then those of the first two rows and of the last two, twice each. */
function spreadTaps(taps: usize, tables: usize): void {
  for (let phase = 0; phase < PHASES; phase++) {
    const four = v128.load(taps + ((<usize>phase) << 4));
    const to = tables + <usize>(phase * ENTRY);
    v128.store(to, i16x8.narrow_i32x4_s(four, four));
    v128.store(to, v128.shuffle<i32>(four, four, 0, 0, 1, 1), 16);
    v128.store(to, v128.shuffle<i32>(four, four, 2, 2, 3, 3), 32);
  }
}

/** Four bytes at each of two places, as 16 bits. */
function twoRows(first: usize, second: usize): v128 {
  return i16x8.extend_low_i8x16_u(v128.load32_lane(second, v128.load32_zero(first), 1));
}

function gridRow(y: i32, height: i32, gridHeight: i32): i32 {
  return min(gridHeight - 1, <i32>floor<f64>(((<f64>y + 0.5) * <f64>gridHeight) / <f64>height));
}

/** Displacement of a pixel in whole units of its row, above an offset: x and y. */
function displacement(row: usize, left: usize, share: usize, x: i32, offset: v128): v128 {
  const at = (<usize>x) << 2;
  const cell = row + ((<usize>load<i32>(left + at)) << 2);
  const here = f64x2.promote_low_f32x4(v128.load64_zero(cell));
  const next = f64x2.promote_low_f32x4(v128.load64_zero(cell, 8));
  const part = f64x2.splat(<f64>load<f32>(share + at));
  return i32x4.trunc_sat_f64x2_s_zero(f64x2.add(f64x2.add(here, f64x2.mul(f64x2.sub(next, here), part)), offset));
}

/** A row of the flow between two of the grid, times a scale. Returns whether any of it rounds to a whole unit. */
function interpolateRow(
  flow: usize,
  gridWidth: i32,
  gridHeight: i32,
  y: i32,
  height: i32,
  scale: f64,
  row: usize,
): bool {
  const place = ((<f64>y + 0.5) * <f64>gridHeight) / <f64>height - 0.5;
  const position = min(max(place, 0), <f64>(gridHeight - 1));
  const top = <i32>floor<f64>(position);
  const bottom = min(top + 1, gridHeight - 1);
  const low = f64x2.splat(position - <f64>top);
  const high = f64x2.splat(1 - (position - <f64>top));
  const factor = f64x2.splat(scale);
  const a = flow + ((<usize>(top * gridWidth)) << 3);
  const b = flow + ((<usize>(bottom * gridWidth)) << 3);
  let moves = i64x2.splat(0);
  const end = (<usize>gridWidth) << 3;
  for (let i: usize = 0; i < end; i += 8) {
    const above = f64x2.promote_low_f32x4(v128.load64_zero(a + i));
    const below = f64x2.promote_low_f32x4(v128.load64_zero(b + i));
    const value = f64x2.mul(f64x2.add(f64x2.mul(above, high), f64x2.mul(below, low)), factor);
    moves = v128.or(moves, v128.or(f64x2.ge(value, HALF), f64x2.lt(value, MINUS_HALF)));
    v128.store64_lane(row + i, f32x4.demote_f64x2_zero(value), 0);
  }
  store<i64>(row + end, load<i64>(row + end - 8));
  return v128.any_true(moves);
}

/** A sample near or beyond the border; positions and taps are clamped. */
function atBorder(key: usize, width: i32, height: i32, px: i32, py: i32, taps: usize): i32 {
  const cx = min(max(px, 0), (width - 1) << PHASE_BITS);
  const cy = min(max(py, 0), (height - 1) << PHASE_BITS);
  const ix = cx >> PHASE_BITS;
  const iy = cy >> PHASE_BITS;
  const kx = taps + ((<usize>(cx & (PHASES - 1))) << 4);
  const ky = taps + ((<usize>(cy & (PHASES - 1))) << 4);
  let sum = 0;
  for (let j = 0; j < 4; j++) {
    const line = key + <usize>(min(max(iy - 1 + j, 0), height - 1) * width);
    let across = 0;
    for (let i = 0; i < 4; i++) {
      const sample = <i32>load<u8>(line + <usize>min(max(ix - 1 + i, 0), width - 1));
      across += load<i32>(kx + ((<usize>i) << 2)) * sample;
    }
    sum += load<i32>(ky + ((<usize>j) << 2)) * across;
  }
  return min(max((sum + (1 << (2 * KERNEL_BITS - 1))) >> (2 * KERNEL_BITS), 0), 255);
}
