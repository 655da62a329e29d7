/**
 * @file What the pixels say about displacement, gathered on the grid of the mode maps.
 *
 * Around a flow u the photometric error of a warped key picture is nearly quadratic: with g the gradient of the warped
 * key and r what it misses of the frame (Lucas and Kanade 1981),
 *
 *     sum over pixels of w (r - g . d)^2  =  const - 2 h . d + d^T G d,     G = sum w g g^T,  h = sum w g r.
 *
 * G (three numbers) and h (two) per cell and frame are all that later fits need of the pictures: modes, series and
 * quantisers are fitted against them without touching a pixel again. Residuals beyond the noise count less (Geman and
 * McClure weights), so that occlusions and glitter do not pull on the motion.
 */
import { gatherEvidenceKernel, type EvidencePlaces } from '../../kernels/encode/index.js';
import type { Flow } from '../../motion/index.js';
import type { Plane } from '../../picture/index.js';

/** Evidence of one frame on the grid: symmetric matrices G and vectors h, one per cell, in levels and pixels. */
export interface Evidence {
  readonly xx: Float32Array;
  readonly xy: Float32Array;
  readonly yy: Float32Array;
  readonly hx: Float32Array;
  readonly hy: Float32Array;
  /** Sum of the robust weights of a cell's pixels. */
  readonly weight: Float32Array;
}

/** Residual, in levels, at which a pixel's say has fallen to a quarter. */
const RESIDUAL_SCALE = 12;

const RESIDUAL_FACTOR = Math.fround(1 / (RESIDUAL_SCALE * RESIDUAL_SCALE));

/** A plane with its gradients. */
export interface Gradients {
  readonly plane: Plane;
  readonly gx: Float32Array;
  readonly gy: Float32Array;
}

/** Central differences of a plane, in levels per pixel. */
export function gradientsOf(plane: Plane): Gradients {
  const { width, height, data } = plane;
  const gx = new Float32Array(data.length);
  const gy = new Float32Array(data.length);
  for (let y = 0; y < height; y++) {
    const above = Math.max(y - 1, 0) * width;
    const below = Math.min(y + 1, height - 1) * width;
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      gx[at] = (data[y * width + Math.min(x + 1, width - 1)]! - data[y * width + Math.max(x - 1, 0)]!) / 2;
      gy[at] = (data[below + x]! - data[above + x]!) / 2;
    }
  }
  return { plane, gx, gy };
}

/** New evidence for a grid of `cells` cells, all zero. */
export function createEvidence(cells: number): Evidence {
  return {
    xx: new Float32Array(cells),
    xy: new Float32Array(cells),
    yy: new Float32Array(cells),
    hx: new Float32Array(cells),
    hy: new Float32Array(cells),
    weight: new Float32Array(cells),
  };
}

/**
 * Gathers the evidence of one frame around a flow. In single precision, as the kernel does it.
 * @param source plane that the flow leads to, of the frame's size
 * @param flow backward flow on the grid, in pixels of the full picture
 * @param toPlane pixels of `frame` per pixel of the full picture
 * @param out overwritten
 */
export function gatherEvidence(frame: Plane, source: Plane, flow: Flow, toPlane: number, out: Evidence): void {
  const across = placesAlong(frame.width, flow.width);
  const down = placesAlong(frame.height, flow.height);
  const sums = new Float32Array(8 * flow.width * flow.height);
  if (!gatherEvidenceKernel(frame, source, flow, across, down, toPlane, RESIDUAL_FACTOR, sums))
    gather(frame, gradientsOf(source), flow, across, down, Math.fround(toPlane), sums);
  for (let cell = 0; cell < out.xx.length; cell++) {
    out.xx[cell] = sums[8 * cell]!;
    out.xy[cell] = sums[8 * cell + 1]!;
    out.yy[cell] = sums[8 * cell + 2]!;
    out.weight[cell] = sums[8 * cell + 3]!;
    out.hx[cell] = sums[8 * cell + 4]!;
    out.hy[cell] = sums[8 * cell + 6]!;
  }
}

function placesAlong(pixels: number, cells: number): EvidencePlaces {
  const out = { before: new Int32Array(pixels), share: new Float32Array(pixels), cell: new Int32Array(pixels) };
  for (let i = 0; i < pixels; i++) {
    const place = ((i + 0.5) * cells) / pixels;
    const within = Math.min(Math.max(place - 0.5, 0), cells - 1.001);
    out.before[i] = Math.floor(within);
    out.share[i] = within - out.before[i]!;
    out.cell[i] = Math.min(cells - 1, Math.floor(place));
  }
  return out;
}

function gather(
  { width, height, data }: Plane,
  source: Gradients,
  flow: Flow,
  across: EvidencePlaces,
  down: EvidencePlaces,
  toPlane: number,
  out: Float32Array,
): void {
  const f = Math.fround;
  const [gx, gy] = [source.gx, source.gy].map((plane) => plane.map((value) => value * toPlane)) as [
    Float32Array,
    Float32Array,
  ];
  const line = new Float32Array(2 * flow.width);
  for (let y = 1; y < height - 1; y++) {
    sampleRow(flow, down.before[y]!, down.share[y]!, line);
    for (let x = 1; x < width - 1; x++) {
      const at = 2 * across.before[x]!;
      const share = across.share[x]!;
      const dx = mixed(line[at]!, line[at + 2]!, share);
      const dy = mixed(line[at + 1]!, line[at + 3]!, share);
      const sx = f(x + f(dx * toPlane));
      const sy = f(y + f(dy * toPlane));
      if (!(sx >= 0 && sy >= 0 && sx < width - 1 && sy < height - 1)) continue;
      const from = Math.floor(sy) * width + Math.floor(sx);
      const px = f(sx - Math.floor(sx));
      const py = f(sy - Math.floor(sy));
      const value = bilinear(source.plane.data, from, width, px, py);
      const kx = bilinear(gx, from, width, px, py);
      const ky = bilinear(gy, from, width, px, py);
      const r = f(data[y * width + x]! - value);
      const robust = f(1 / f(1 + f(f(r * r) * RESIDUAL_FACTOR)));
      const w = f(robust * robust);
      const wx = f(w * kx);
      const wy = f(w * ky);
      const cell = 8 * (down.cell[y]! * flow.width + across.cell[x]!);
      out[cell]! += f(wx * kx);
      out[cell + 1]! += f(wx * ky);
      out[cell + 2]! += f(wy * ky);
      out[cell + 3]! += w;
      out[cell + 4]! += f(wx * r);
      out[cell + 6]! += f(wy * r);
    }
  }
}

/** A row of the flow between two of the grid. */
function sampleRow({ width, data }: Flow, row: number, share: number, line: Float32Array): void {
  const top = 2 * row * width;
  const low = top + 2 * width;
  for (let i = 0; i < line.length; i++) line[i] = mixed(data[top + i]!, data[low + i]!, share);
}

function bilinear(data: Float32Array, at: number, width: number, px: number, py: number): number {
  const upper = mixed(data[at]!, data[at + 1]!, px);
  return mixed(upper, mixed(data[at + width]!, data[at + width + 1]!, px), py);
}

/** `a + share * (b - a)` */
function mixed(a: number, b: number, share: number): number {
  return Math.fround(a + Math.fround(Math.fround(b - a) * share));
}
