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

/** A plane with its gradients, as the gatherer samples them. */
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
 * Gathers the evidence of one frame around a flow.
 * @param flow backward flow on the grid, in pixels of the full picture
 * @param toPlane pixels of `frame` per pixel of the full picture
 * @param out overwritten
 */
export function gatherEvidence(frame: Plane, key: Gradients, flow: Flow, toPlane: number, out: Evidence): void {
  for (const values of [out.xx, out.xy, out.yy, out.hx, out.hy, out.weight]) values.fill(0);
  const { width, height, data } = frame;
  const source = key.plane.data;
  const scaleX = flow.width / width;
  const scaleY = flow.height / height;
  for (let y = 1; y < height - 1; y++) {
    const gy = Math.min(Math.max((y + 0.5) * scaleY - 0.5, 0), flow.height - 1.001);
    const row = Math.floor(gy);
    const fy = gy - row;
    const cellRow = Math.min(flow.height - 1, Math.floor((y + 0.5) * scaleY)) * flow.width;
    for (let x = 1; x < width - 1; x++) {
      const gx = Math.min(Math.max((x + 0.5) * scaleX - 0.5, 0), flow.width - 1.001);
      const column = Math.floor(gx);
      const fx = gx - column;
      const a = (row * flow.width + column) * 2;
      const b = a + flow.width * 2;
      const top = (1 - fy) * (1 - fx);
      const topRight = (1 - fy) * fx;
      const low = fy * (1 - fx);
      const lowRight = fy * fx;
      const dx =
        flow.data[a]! * top + flow.data[a + 2]! * topRight + flow.data[b]! * low + flow.data[b + 2]! * lowRight;
      const dy =
        flow.data[a + 1]! * top + flow.data[a + 3]! * topRight + flow.data[b + 1]! * low + flow.data[b + 3]! * lowRight;
      const sx = x + dx * toPlane;
      const sy = y + dy * toPlane;
      if (!(sx >= 0 && sy >= 0 && sx < width - 1 && sy < height - 1)) continue;
      const ix = Math.floor(sx);
      const iy = Math.floor(sy);
      const px = sx - ix;
      const py = sy - iy;
      const at = iy * width + ix;
      const w00 = (1 - px) * (1 - py);
      const w10 = px * (1 - py);
      const w01 = (1 - px) * py;
      const w11 = px * py;
      const value =
        w00 * source[at]! + w10 * source[at + 1]! + w01 * source[at + width]! + w11 * source[at + width + 1]!;
      const kx =
        (w00 * key.gx[at]! + w10 * key.gx[at + 1]! + w01 * key.gx[at + width]! + w11 * key.gx[at + width + 1]!) *
        toPlane;
      const ky =
        (w00 * key.gy[at]! + w10 * key.gy[at + 1]! + w01 * key.gy[at + width]! + w11 * key.gy[at + width + 1]!) *
        toPlane;
      const r = data[y * width + x]! - value;
      const robust = 1 / (1 + (r * r) / (RESIDUAL_SCALE * RESIDUAL_SCALE));
      const w = robust * robust;
      const cell = cellRow + Math.min(flow.width - 1, Math.floor((x + 0.5) * scaleX));
      out.xx[cell]! += w * kx * kx;
      out.xy[cell]! += w * kx * ky;
      out.yy[cell]! += w * ky * ky;
      out.hx[cell]! += w * kx * r;
      out.hy[cell]! += w * ky * r;
      out.weight[cell]! += w;
    }
  }
}
