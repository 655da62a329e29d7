/**
 * @file Backward warp of a whole picture by a coarse flow: what a frame costs.
 *
 * The flow lives on a grid much coarser than the picture; it is interpolated bilinearly between cell centres while the
 * rows are walked. Luma is sampled with Keys' bicubic kernel (Keys 1981, a = -1/2) from a table of 64 sub-pixel phases,
 * chroma bilinearly, both clamped to the border. Pixels whose displacement is below 1/128 pixel are copied: a static
 * background stays bit-exact and costs next to nothing.
 */
import type { Flow } from '../motion/index.js';
import { chromaSide, createPicture, type Picture } from '../picture/index.js';

const PHASES = 64;
const STILL = 1 / 128;
const KERNEL = cubicTable();

/** Keys' kernel at 64 phases, four taps each; each row sums to 1. */
function cubicTable(): Float32Array {
  const out = new Float32Array((PHASES + 1) * 4);
  for (let phase = 0; phase <= PHASES; phase++) {
    const f = phase / PHASES;
    out[phase * 4] = ((-0.5 * f + 1) * f - 0.5) * f;
    out[phase * 4 + 1] = (1.5 * f - 2.5) * f * f + 1;
    out[phase * 4 + 2] = ((-1.5 * f + 2) * f + 0.5) * f;
    out[phase * 4 + 3] = (0.5 * f - 0.5) * f * f;
  }
  return out;
}

/**
 * The picture that a backward flow makes of a key picture: `out(x) = key(x + flow(x))`.
 * @param flow displacements in luma pixels of the key, on a grid that spans the picture
 * @param out overwritten; a new picture where left out
 */
export function warpPicture(key: Picture, flow: Flow, out: Picture = createPicture(key.width, key.height)): Picture {
  warpLuma(key, flow, out.y);
  const chroma = { width: chromaSide(key.width), height: chromaSide(key.height) };
  warpChroma(key.u, key.v, chroma.width, chroma.height, flow, out.u, out.v);
  return out;
}

/** Row of a coarse grid, interpolated to one picture row: x and y displacement of each grid column. */
function interpolateRow(flow: Flow, y: number, height: number, row: Float32Array): void {
  const position = ((y + 0.5) * flow.height) / height - 0.5;
  const clamped = Math.min(Math.max(position, 0), flow.height - 1);
  const top = Math.min(Math.floor(clamped), flow.height - 1);
  const bottom = Math.min(top + 1, flow.height - 1);
  const f = clamped - top;
  const a = top * flow.width * 2;
  const b = bottom * flow.width * 2;
  for (let i = 0; i < flow.width * 2; i++) row[i] = flow.data[a + i]! * (1 - f) + flow.data[b + i]! * f;
}

/** For each picture column: the grid column at its left and the share of the one at its right. */
function columnTable(width: number, gridWidth: number): { left: Int32Array; share: Float32Array } {
  const left = new Int32Array(width);
  const share = new Float32Array(width);
  for (let x = 0; x < width; x++) {
    const position = Math.min(Math.max(((x + 0.5) * gridWidth) / width - 0.5, 0), gridWidth - 1);
    left[x] = Math.min(Math.floor(position), Math.max(gridWidth - 2, 0));
    share[x] = position - left[x]!;
  }
  return { left, share };
}

/** Whether no column of an interpolated row moves visibly. */
function isStill(row: Float32Array, columns: number): boolean {
  for (let i = 0; i < columns * 2; i++) if (row[i]! >= STILL || row[i]! <= -STILL) return false;
  return true;
}

function warpLuma(key: Picture, flow: Flow, out: Uint8Array): void {
  const { width, height, y: source } = key;
  const columns = columnTable(width, flow.width);
  const row = new Float32Array(flow.width * 2 + 2);
  for (let y = 0; y < height; y++) {
    interpolateRow(flow, y, height, row);
    if (isStill(row, flow.width)) {
      out.set(source.subarray(y * width, (y + 1) * width), y * width);
      continue;
    }
    for (let x = 0; x < width; x++) {
      const c = columns.left[x]! * 2;
      const s = columns.share[x]!;
      const dx = row[c]! + (row[c + 2]! - row[c]!) * s;
      const dy = row[c + 1]! + (row[c + 3]! - row[c + 1]!) * s;
      const at = y * width + x;
      if (dx < STILL && dx > -STILL && dy < STILL && dy > -STILL) {
        out[at] = source[at]!;
        continue;
      }
      const value = cubicSample(source, width, height, x + dx, y + dy);
      out[at] = value < 0 ? 0 : value > 255 ? 255 : value + 0.5;
    }
  }
}

function cubicSample(source: Uint8Array, width: number, height: number, sx: number, sy: number): number {
  const px = sx < 0 ? 0 : sx > width - 1 ? width - 1 : sx;
  const py = sy < 0 ? 0 : sy > height - 1 ? height - 1 : sy;
  const ix = Math.floor(px);
  const iy = Math.floor(py);
  const kx = ((px - ix) * PHASES + 0.5) << 2;
  const ky = ((py - iy) * PHASES + 0.5) << 2;
  const x0 = KERNEL[kx]!;
  const x1 = KERNEL[kx + 1]!;
  const x2 = KERNEL[kx + 2]!;
  const x3 = KERNEL[kx + 3]!;
  if (ix >= 1 && iy >= 1 && ix < width - 2 && iy < height - 2) {
    let at = (iy - 1) * width + ix - 1;
    const r0 = x0 * source[at]! + x1 * source[at + 1]! + x2 * source[at + 2]! + x3 * source[at + 3]!;
    at += width;
    const r1 = x0 * source[at]! + x1 * source[at + 1]! + x2 * source[at + 2]! + x3 * source[at + 3]!;
    at += width;
    const r2 = x0 * source[at]! + x1 * source[at + 1]! + x2 * source[at + 2]! + x3 * source[at + 3]!;
    at += width;
    const r3 = x0 * source[at]! + x1 * source[at + 1]! + x2 * source[at + 2]! + x3 * source[at + 3]!;
    return KERNEL[ky]! * r0 + KERNEL[ky + 1]! * r1 + KERNEL[ky + 2]! * r2 + KERNEL[ky + 3]! * r3;
  }
  const a = Math.max(ix - 1, 0);
  const c = Math.min(ix + 1, width - 1);
  const d = Math.min(ix + 2, width - 1);
  let sum = 0;
  for (let j = 0; j < 4; j++) {
    const line = Math.min(Math.max(iy - 1 + j, 0), height - 1) * width;
    sum += KERNEL[ky + j]! * (x0 * source[line + a]! + x1 * source[line + ix]! + x2 * source[line + c]! + x3 * source[line + d]!);
  }
  return sum;
}

function warpChroma(u: Uint8Array, v: Uint8Array, width: number, height: number, flow: Flow, outU: Uint8Array, outV: Uint8Array): void {
  const columns = columnTable(width, flow.width);
  const row = new Float32Array(flow.width * 2 + 2);
  for (let y = 0; y < height; y++) {
    interpolateRow(flow, y, height, row);
    for (let x = 0; x < width; x++) {
      const c = columns.left[x]! * 2;
      const s = columns.share[x]!;
      const dx = (row[c]! + (row[c + 2]! - row[c]!) * s) * 0.5;
      const dy = (row[c + 1]! + (row[c + 3]! - row[c + 1]!) * s) * 0.5;
      const at = y * width + x;
      if (dx < STILL && dx > -STILL && dy < STILL && dy > -STILL) {
        outU[at] = u[at]!;
        outV[at] = v[at]!;
        continue;
      }
      const px = Math.min(Math.max(x + dx, 0), width - 1);
      const py = Math.min(Math.max(y + dy, 0), height - 1);
      const ix = Math.floor(px);
      const iy = Math.floor(py);
      const fx = px - ix;
      const fy = py - iy;
      const a = iy * width + ix;
      const right = ix < width - 1 ? 1 : 0;
      const below = iy < height - 1 ? width : 0;
      const w00 = (1 - fx) * (1 - fy);
      const w10 = fx * (1 - fy);
      const w01 = (1 - fx) * fy;
      const w11 = fx * fy;
      outU[at] = w00 * u[a]! + w10 * u[a + right]! + w01 * u[a + below]! + w11 * u[a + right + below]! + 0.5;
      outV[at] = w00 * v[a]! + w10 * v[a + right]! + w01 * v[a + below]! + w11 * v[a + right + below]! + 0.5;
    }
  }
}
