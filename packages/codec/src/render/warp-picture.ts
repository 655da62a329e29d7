/**
 * @file Backward warp of a whole picture by a coarse flow: what a frame costs.
 *
 * The flow lives on a grid much coarser than the picture; it is interpolated bilinearly between cell centres while the
 * rows are walked, and rounded to 1/64 pixel. From there on all is integer: luma is sampled with Keys' bicubic kernel
 * (Keys 1981, a = -1/2) in 1/128 steps, chroma bilinearly, both clamped to the border. Integers are exact everywhere and,
 * against the same loop in floating point, about twice as fast: samples are bytes and need no conversion. Pixels whose
 * displacement rounds to nothing are copied, so a static background stays bit-exact and costs next to nothing.
 */
import type { Flow } from '../motion/index.js';
import {
  combineModesKernel,
  composeWith,
  walkKernel,
  warpChromaKernel,
  warpLumaKernel,
  type Band,
  type WarpPlaces,
} from '../kernels/show/index.js';
import { atOnce, type Steps } from '../math/index.js';
import { chromaSide, createPicture, type Picture } from '../picture/index.js';
import { bandsOf } from './bands.js';

const PHASE_BITS = 6;
const PHASES = 1 << PHASE_BITS;
const KERNEL_BITS = 7;
const KERNEL = cubicTable();
/** Keeps displacements positive while they are rounded: far beyond any side of a picture, in 1/64 pixel. */
const OFFSET = 1 << 20;

composeWith({ combineModes: combineModesKernel, walk: walkKernel });

/** Keys' kernel at 64 phases, four taps each, in 1/128; each row sums to 128. */
function cubicTable(): Int32Array {
  const out = new Int32Array(PHASES * 4);
  const unit = 1 << KERNEL_BITS;
  for (let phase = 0; phase < PHASES; phase++) {
    const f = phase / PHASES;
    const before = Math.round(unit * (((-0.5 * f + 1) * f - 0.5) * f));
    const after = Math.round(unit * (0.5 * f - 0.5) * f * f);
    const next = Math.round(unit * ((-1.5 * f + 2) * f + 0.5) * f);
    out.set([before, unit - before - after - next, next, after], phase * 4);
  }
  return out;
}

/** Planes of a picture that are shown. */
export type ShownPlanes = 'all' | 'luma';

/** A picture to be drawn from a key picture. With luma alone it has the key picture's own chroma: do not write to that. */
export function pictureFor(key: Picture, planes: ShownPlanes): Picture {
  return planes === 'all' ? createPicture(key.width, key.height) : { ...key, y: new Uint8Array(key.y.length) };
}

/** Where to warp: cells of the flow's grid that are 0 are left as they are. */
export type CellMask = Uint8Array;

/**
 * The picture that a backward flow makes of a key picture: `out(x) = key(x + flow(x))`.
 * @param flow displacements in luma pixels of the key, on a grid that spans the picture
 * @param out overwritten; a new picture where left out
 * @param planes only luma is written where it is that alone
 * @param mask rows of the grid without any 1 are not written
 */
export function warpPicture(
  key: Picture,
  flow: Flow,
  out: Picture = createPicture(key.width, key.height),
  planes: ShownPlanes = 'all',
  mask?: CellMask,
): Picture {
  return atOnce(warpSteps(key, flow, out, planes, mask));
}

/** {@link warpPicture} in steps, a band of rows each. */
export function* warpSteps(
  key: Picture,
  flow: Flow,
  out: Picture,
  planes: ShownPlanes,
  mask?: CellMask,
): Steps<Picture> {
  const rows = rowsToWarp(flow, mask);
  for (const band of bandsOf(key.width, key.height)) {
    warpLuma(key.y, key, flow, out.y, rows, band);
    yield;
  }
  if (planes === 'luma') return out;
  const chroma = { width: chromaSide(key.width), height: chromaSide(key.height) };
  for (const band of bandsOf(chroma.width, chroma.height)) {
    warpChroma(key, chroma, flow, out, rows, band);
    yield;
  }
  return out;
}

/** Another plane of a picture's size, warped as its luma is, a band of rows each step. */
export function* warpPlaneSteps(plane: Uint8Array, size: Size, flow: Flow): Steps<Uint8Array> {
  const out = new Uint8Array(plane.length);
  for (const band of bandsOf(size.width, size.height)) {
    warpLuma(plane, size, flow, out, undefined, band);
    yield;
  }
  return out;
}

/** Whether each row of the grid, or a neighbour that it is interpolated with, has a cell to warp. */
function rowsToWarp({ width, height }: Flow, mask: CellMask | undefined): Uint8Array | undefined {
  if (mask === undefined) return undefined;
  const rows = new Uint8Array(height);
  for (let y = 0; y < height; y++) {
    if (!mask.subarray(y * width, (y + 1) * width).includes(1)) continue;
    for (let near = Math.max(0, y - 1); near <= Math.min(height - 1, y + 1); near++) rows[near] = 1;
  }
  return rows;
}

/**
 * Row of a coarse grid, interpolated to one picture row: x and y displacement of each grid column, times `scale`.
 * Returns whether any of them rounds to a whole unit.
 */
function interpolateRow(flow: Flow, y: number, height: number, scale: number, row: Float32Array): boolean {
  const position = Math.min(Math.max(((y + 0.5) * flow.height) / height - 0.5, 0), flow.height - 1);
  const top = Math.floor(position);
  const bottom = Math.min(top + 1, flow.height - 1);
  const f = position - top;
  const a = top * flow.width * 2;
  const b = bottom * flow.width * 2;
  const columns = flow.width * 2;
  let moves = false;
  for (let i = 0; i < columns; i++) {
    const value = (flow.data[a + i]! * (1 - f) + flow.data[b + i]! * f) * scale;
    if (value >= 0.5 || value < -0.5) moves = true;
    row[i] = value;
  }
  row[columns] = row[columns - 2]!;
  row[columns + 1] = row[columns - 1]!;
  return moves;
}

/** Where the columns of a plane lie between those of a flow's grid. */
function placesOf(width: number, flow: Flow, rows: Uint8Array | undefined): WarpPlaces {
  const gridWidth = flow.width;
  const left = new Int32Array(width);
  const share = new Float32Array(width);
  for (let x = 0; x < width; x++) {
    const position = Math.min(Math.max(((x + 0.5) * gridWidth) / width - 0.5, 0), gridWidth - 1);
    const column = Math.floor(position);
    left[x] = column * 2;
    share[x] = position - column;
  }
  return { flow, left, share, rows };
}

function gridRow(flow: Flow, y: number, height: number): number {
  return Math.min(flow.height - 1, Math.floor(((y + 0.5) * flow.height) / height));
}

type Size = Pick<Picture, 'width' | 'height'>;

function warpLuma(
  source: Uint8Array,
  size: Size,
  flow: Flow,
  out: Uint8Array,
  rows: Uint8Array | undefined,
  band: Band,
): void {
  const { width, height } = size;
  const places = placesOf(width, flow, rows);
  if (warpLumaKernel(source, size, places, KERNEL, band, out)) return;
  const { left, share } = places;
  const row = new Float32Array(flow.width * 2 + 2);
  for (let y = band.from; y < band.to; y++) {
    if (rows !== undefined && rows[gridRow(flow, y, height)] === 0) continue;
    const line = y * width;
    if (!interpolateRow(flow, y, height, PHASES, row)) {
      out.set(source.subarray(line, line + width), line);
      continue;
    }
    for (let x = 0; x < width; x++) {
      const c = left[x]!;
      const s = share[x]!;
      const dx = ((row[c]! + (row[c + 2]! - row[c]!) * s + (OFFSET + 0.5)) | 0) - OFFSET;
      const dy = ((row[c + 1]! + (row[c + 3]! - row[c + 1]!) * s + (OFFSET + 0.5)) | 0) - OFFSET;
      if ((dx | dy) === 0) {
        out[line + x] = source[line + x]!;
        continue;
      }
      const px = (x << PHASE_BITS) + dx;
      const py = (y << PHASE_BITS) + dy;
      const ix = px >> PHASE_BITS;
      const iy = py >> PHASE_BITS;
      if (ix < 1 || iy < 1 || ix >= width - 2 || iy >= height - 2) {
        out[line + x] = sampleAtBorder(source, width, height, px, py);
        continue;
      }
      const kx = (px & (PHASES - 1)) << 2;
      const ky = (py & (PHASES - 1)) << 2;
      const x0 = KERNEL[kx]!;
      const x1 = KERNEL[kx + 1]!;
      const x2 = KERNEL[kx + 2]!;
      const x3 = KERNEL[kx + 3]!;
      const a = (iy - 1) * width + ix - 1;
      const b = a + width;
      const d = b + width;
      const e = d + width;
      const r0 = (x0 * source[a]! + x1 * source[a + 1]! + x2 * source[a + 2]! + x3 * source[a + 3]!) | 0;
      const r1 = (x0 * source[b]! + x1 * source[b + 1]! + x2 * source[b + 2]! + x3 * source[b + 3]!) | 0;
      const r2 = (x0 * source[d]! + x1 * source[d + 1]! + x2 * source[d + 2]! + x3 * source[d + 3]!) | 0;
      const r3 = (x0 * source[e]! + x1 * source[e + 1]! + x2 * source[e + 2]! + x3 * source[e + 3]!) | 0;
      const sum = (KERNEL[ky]! * r0 + KERNEL[ky + 1]! * r1 + KERNEL[ky + 2]! * r2 + KERNEL[ky + 3]! * r3) | 0;
      const value = (sum + (1 << (2 * KERNEL_BITS - 1))) >> (2 * KERNEL_BITS);
      out[line + x] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  }
}

/** A luma sample near or beyond the border, at a position in 1/64 pixel; positions and taps are clamped. */
function sampleAtBorder(source: Uint8Array, width: number, height: number, px: number, py: number): number {
  const cx = Math.min(Math.max(px, 0), (width - 1) << PHASE_BITS);
  const cy = Math.min(Math.max(py, 0), (height - 1) << PHASE_BITS);
  const ix = cx >> PHASE_BITS;
  const iy = cy >> PHASE_BITS;
  const kx = (cx & (PHASES - 1)) << 2;
  const ky = (cy & (PHASES - 1)) << 2;
  let sum = 0;
  for (let j = 0; j < 4; j++) {
    const line = Math.min(Math.max(iy - 1 + j, 0), height - 1) * width;
    let across = 0;
    for (let i = 0; i < 4; i++)
      across += KERNEL[kx + i]! * source[line + Math.min(Math.max(ix - 1 + i, 0), width - 1)]!;
    sum += KERNEL[ky + j]! * across;
  }
  const value = (sum + (1 << (2 * KERNEL_BITS - 1))) >> (2 * KERNEL_BITS);
  return Math.min(Math.max(value, 0), 255);
}

function warpChroma(
  key: Picture,
  sides: { readonly width: number; readonly height: number },
  flow: Flow,
  out: Picture,
  rows: Uint8Array | undefined,
  band: Band,
): void {
  const { width, height } = sides;
  const { u, v } = key;
  const places = placesOf(width, flow, rows);
  if (warpChromaKernel(key, sides, places, band, out)) return;
  const { left, share } = places;
  const row = new Float32Array(flow.width * 2 + 2);
  const rounding = 1 << (2 * PHASE_BITS - 1);
  const lastX = (width - 1) << PHASE_BITS;
  const lastY = (height - 1) << PHASE_BITS;
  for (let y = band.from; y < band.to; y++) {
    if (rows !== undefined && rows[gridRow(flow, y, height)] === 0) continue;
    const line = y * width;
    if (!interpolateRow(flow, y, height, PHASES / 2, row)) {
      out.u.set(u.subarray(line, line + width), line);
      out.v.set(v.subarray(line, line + width), line);
      continue;
    }
    for (let x = 0; x < width; x++) {
      const c = left[x]!;
      const s = share[x]!;
      const dx = ((row[c]! + (row[c + 2]! - row[c]!) * s + (OFFSET + 0.5)) | 0) - OFFSET;
      const dy = ((row[c + 1]! + (row[c + 3]! - row[c + 1]!) * s + (OFFSET + 0.5)) | 0) - OFFSET;
      if ((dx | dy) === 0) {
        out.u[line + x] = u[line + x]!;
        out.v[line + x] = v[line + x]!;
        continue;
      }
      const px = Math.min(Math.max((x << PHASE_BITS) + dx, 0), lastX);
      const py = Math.min(Math.max((y << PHASE_BITS) + dy, 0), lastY);
      const ix = px >> PHASE_BITS;
      const iy = py >> PHASE_BITS;
      const fx = px & (PHASES - 1);
      const fy = py & (PHASES - 1);
      const a = iy * width + ix;
      const b = ix < width - 1 ? a + 1 : a;
      const below = iy < height - 1 ? width : 0;
      const w00 = (PHASES - fx) * (PHASES - fy);
      const w10 = fx * (PHASES - fy);
      const w01 = (PHASES - fx) * fy;
      const w11 = fx * fy;
      out.u[line + x] =
        (w00 * u[a]! + w10 * u[b]! + w01 * u[a + below]! + w11 * u[b + below]! + rounding) >> (2 * PHASE_BITS);
      out.v[line + x] =
        (w00 * v[a]! + w10 * v[b]! + w01 * v[a + below]! + w11 * v[b + below]! + rounding) >> (2 * PHASE_BITS);
    }
  }
}
