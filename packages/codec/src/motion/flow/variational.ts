/**
 * @file Variational refinement of a flow field.
 *
 * Energy (Brox, Bruhn, Papenberg, Weickert, "High Accuracy Optical Flow Estimation Based on a Theory for Warping",
 * ECCV 2004, section 2): robust constancy of brightness and of its gradient, plus robust smoothness of the flow. Each
 * constancy term is divided by the strength of its own gradient (Zimmer, Bruhn, Weickert, "Optic Flow in Harmony",
 * IJCV 2011, section 3.2), which makes it a distance in pixels, with a floor that stands for the noise of real
 * pictures: where there is less texture than noise, smoothness decides. Smoothness is weaker across edges of the target
 * picture (section 3.3 of Sun, Roth, Black, "A Quantitative Analysis of Current Practices in Optical Flow Estimation",
 * IJCV 2014, discusses such weights), so that motion boundaries settle on picture edges.
 *
 * Each round warps the reference bicubically with the present flow, linearises about it with derivatives of the mean of
 * warped and target, re-weights every term (one fixed-point step), and runs a few red-black SOR sweeps on the 2x2
 * block system in the unknown total flow. All robust functions are Charbonnier's, sqrt(s^2 + scale^2).
 *
 * At 256x256 a round with 8 sweeps takes about 9 ms, 4 of them in the sweeps.
 */
import type { Field } from './field.js';
import { PAD, type PyramidLevel } from './pyramid.js';

/** Weights of the energy. */
export interface EnergySettings {
  /** Weight of brightness constancy. */
  readonly brightness: number;
  /** Weight of gradient constancy. */
  readonly gradient: number;
  /** Weight of smoothness where the flow is constant; it falls as `1 / sqrt(1 + (difference / flowScale)^2)`. */
  readonly smoothness: number;
  /** Gradient strength, in grey levels per pixel, below which texture is taken for noise. */
  readonly noise: number;
  /** Flow differences between neighbours, in pixels, below which smoothness is quadratic. */
  readonly flowScale: number;
  /** Residuals, in pixels, below which constancy is quadratic. */
  readonly residualScale: number;
  /** Picture difference, in grey levels, at which smoothness has fallen to a half. */
  readonly edge: number;
}

/** Working memory of {@link refineField} for one level. All arrays are laid out like {@link Field}'s. */
export interface RefineSpace {
  readonly difference: Float32Array;
  readonly mean: Float32Array;
  readonly gx: Float32Array;
  readonly gy: Float32Array;
  readonly inside: Float32Array;
  readonly a11: Float32Array;
  readonly a12: Float32Array;
  readonly a22: Float32Array;
  readonly b1: Float32Array;
  readonly b2: Float32Array;
  readonly right: Float32Array;
  readonly down: Float32Array;
  readonly edgeRight: Float32Array;
  readonly edgeDown: Float32Array;
}

/** Working memory for a level of the given size in pixels. */
export function createRefineSpace(width: number, height: number): RefineSpace {
  const make = (): Float32Array => new Float32Array(width * (height + 2));
  return {
    difference: make(),
    mean: make(),
    gx: make(),
    gy: make(),
    inside: make(),
    a11: make(),
    a12: make(),
    a22: make(),
    b1: make(),
    b2: make(),
    right: make(),
    down: make(),
    edgeRight: make(),
    edgeDown: make(),
  };
}

/**
 * Refines `field` in place.
 * @param target level of the target picture
 * @param reference the same level of the reference picture
 * @param rounds number of warps
 * @param sweeps SOR sweeps per warp
 */
export function refineField(
  target: PyramidLevel,
  reference: PyramidLevel,
  field: Field,
  space: RefineSpace,
  settings: EnergySettings,
  rounds: number,
  sweeps: number,
): void {
  weighEdges(target, space, settings);
  for (let round = 0; round < rounds; round++) {
    warpAndSubtract(target, reference, field, space);
    differentiate(field, space);
    assemble(field, space, settings);
    relax(field, space, 2 * sweeps);
  }
}

/** How much smoothness counts between each pixel and its right and lower neighbours; 0 beyond the border. */
function weighEdges(target: PyramidLevel, space: RefineSpace, settings: EnergySettings): void {
  const { width, height, stride, padded } = target;
  const scale = 1 / (settings.edge * settings.edge);
  for (let y = 0; y < height; y++) {
    let i = (y + PAD) * stride + PAD;
    let p = (y + 1) * width;
    for (let x = 0; x < width; x++, i++, p++) {
      const dx = padded[i + 1]! - padded[i]!;
      const dy = padded[i + stride]! - padded[i]!;
      space.edgeRight[p] = x + 1 < width ? settings.smoothness / (1 + dx * dx * scale) : 0;
      space.edgeDown[p] = y + 1 < height ? settings.smoothness / (1 + dy * dy * scale) : 0;
    }
  }
}

function warpAndSubtract(target: PyramidLevel, reference: PyramidLevel, field: Field, space: RefineSpace): void {
  const { width, height, stride } = target;
  const own = target.padded;
  const other = reference.padded;
  const { u, v } = field;
  const { difference, mean, inside } = space;
  const limitX = stride - 3.001;
  const limitY = height + 2 * PAD - 3.001;
  for (let y = 0; y < height; y++) {
    let p = (y + 1) * width;
    const row = (y + PAD) * stride + PAD;
    for (let x = 0; x < width; x++, p++) {
      const sx = x + u[p]!;
      const sy = y + v[p]!;
      inside[p] = sx < -0.5 || sy < -0.5 || sx > width - 0.5 || sy > height - 0.5 ? 0 : 1;
      const cx = Math.min(Math.max(sx + PAD, 1), limitX);
      const cy = Math.min(Math.max(sy + PAD, 1), limitY);
      const x0 = cx | 0;
      const y0 = cy | 0;
      const s = cx - x0;
      const t = cy - y0;
      const s0 = ((1 - 0.5 * s) * s - 0.5) * s;
      const s1 = (1.5 * s - 2.5) * s * s + 1;
      const s3 = 0.5 * (s - 1) * s * s;
      const s2 = 1 - s0 - s1 - s3;
      const t0 = ((1 - 0.5 * t) * t - 0.5) * t;
      const t1 = (1.5 * t - 2.5) * t * t + 1;
      const t3 = 0.5 * (t - 1) * t * t;
      const t2 = 1 - t0 - t1 - t3;
      const i1 = y0 * stride + x0;
      const i0 = i1 - stride;
      const i2 = i1 + stride;
      const i3 = i2 + stride;
      const warped =
        t0 * (s0 * other[i0 - 1]! + s1 * other[i0]! + s2 * other[i0 + 1]! + s3 * other[i0 + 2]!) +
        t1 * (s0 * other[i1 - 1]! + s1 * other[i1]! + s2 * other[i1 + 1]! + s3 * other[i1 + 2]!) +
        t2 * (s0 * other[i2 - 1]! + s1 * other[i2]! + s2 * other[i2 + 1]! + s3 * other[i2 + 2]!) +
        t3 * (s0 * other[i3 - 1]! + s1 * other[i3]! + s2 * other[i3 + 1]! + s3 * other[i3 + 2]!);
      const value = own[row + x]!;
      difference[p] = warped - value;
      mean[p] = 0.5 * (warped + value);
    }
  }
}

/** First derivatives of the mean picture by the five-point stencil (1 -8 0 8 -1) / 12, borders replicated. */
function differentiate(field: Field, space: RefineSpace): void {
  const { width, height } = field;
  const { mean, gx, gy } = space;
  for (let y = 0; y < height; y++) {
    const row = (y + 1) * width;
    const up1 = (Math.max(y - 1, 0) + 1) * width;
    const up2 = (Math.max(y - 2, 0) + 1) * width;
    const down1 = (Math.min(y + 1, height - 1) + 1) * width;
    const down2 = (Math.min(y + 2, height - 1) + 1) * width;
    for (let x = 0; x < width; x++) {
      const l1 = x > 0 ? x - 1 : 0;
      const l2 = x > 1 ? x - 2 : 0;
      const r1 = x < width - 1 ? x + 1 : x;
      const r2 = x < width - 2 ? x + 2 : width - 1;
      gx[row + x] = (8 * (mean[row + r1]! - mean[row + l1]!) - mean[row + r2]! + mean[row + l2]!) / 12;
      gy[row + x] = (8 * (mean[down1 + x]! - mean[up1 + x]!) - mean[down2 + x]! + mean[up2 + x]!) / 12;
    }
  }
}

/**
 * The linear system in the total flow, one pixel after the other: right-hand sides `b1`, `b2`, smoothness weights `right`
 * and `down`, and the inverse of each pixel's 2x2 block (data terms plus the weights of all four neighbours).
 */
function assemble(field: Field, space: RefineSpace, settings: EnergySettings): void {
  const { width, height, u, v } = field;
  const { difference, gx, gy, inside, a11, a12, a22, b1, b2, right, down, edgeRight, edgeDown } = space;
  const floor = settings.noise * settings.noise;
  const scale = settings.residualScale * settings.residualScale;
  const flowScale = 1 / (settings.flowScale * settings.flowScale);
  const { brightness, gradient } = settings;
  for (let y = 0; y < height; y++) {
    const row = (y + 1) * width;
    const above = y > 0 ? -width : 0;
    const below = y < height - 1 ? width : 0;
    for (let x = 0; x < width; x++) {
      const p = row + x;
      const l = x > 0 ? p - 1 : p;
      const r = x < width - 1 ? p + 1 : p;
      const ix = gx[p]!;
      const iy = gy[p]!;
      const iz = difference[p]!;
      const n0 = 1 / (ix * ix + iy * iy + floor);
      const w0 = (inside[p]! * brightness * n0) / Math.sqrt(iz * iz * n0 + scale);
      const ixx = 0.5 * (gx[r]! - gx[l]!);
      const ixy = 0.5 * (gy[r]! - gy[l]!);
      const iyx = 0.5 * (gx[p + below]! - gx[p + above]!);
      const iyy = 0.5 * (gy[p + below]! - gy[p + above]!);
      const ixz = 0.5 * (difference[r]! - difference[l]!);
      const iyz = 0.5 * (difference[p + below]! - difference[p + above]!);
      const nx = 1 / (ixx * ixx + ixy * ixy + floor);
      const ny = 1 / (iyx * iyx + iyy * iyy + floor);
      const w1 = (inside[p]! * gradient) / Math.sqrt(ixz * ixz * nx + iyz * iyz * ny + scale);
      const wx = w1 * nx;
      const wy = w1 * ny;
      const m11 = w0 * ix * ix + wx * ixx * ixx + wy * iyx * iyx;
      const m12 = w0 * ix * iy + wx * ixx * ixy + wy * iyx * iyy;
      const m22 = w0 * iy * iy + wx * ixy * ixy + wy * iyy * iyy;
      const flowX = u[p]!;
      const flowY = v[p]!;
      const ux = u[p + 1]! - flowX;
      const vx = v[p + 1]! - flowY;
      const uy = u[p + width]! - flowX;
      const vy = v[p + width]! - flowY;
      const toRight = edgeRight[p]! / Math.sqrt(1 + (ux * ux + vx * vx) * flowScale);
      const toBelow = edgeDown[p]! / Math.sqrt(1 + (uy * uy + vy * vy) * flowScale);
      right[p] = toRight;
      down[p] = toBelow;
      const sum = toRight + toBelow + right[p - 1]! + down[p - width]!;
      const d11 = m11 + sum;
      const d22 = m22 + sum;
      const factor = 1 / (d11 * d22 - m12 * m12);
      a11[p] = d22 * factor;
      a22[p] = d11 * factor;
      a12[p] = -m12 * factor;
      b1[p] = m11 * flowX + m12 * flowY - (w0 * ix * iz + wx * ixx * ixz + wy * iyx * iyz);
      b2[p] = m12 * flowX + m22 * flowY - (w0 * iy * iz + wx * ixy * ixz + wy * iyy * iyz);
    }
  }
}

/** Over-relaxation factor of the SOR sweeps. */
const OMEGA = 1.87;

/**
 * Half-sweeps of red-black SOR, skewed so that half-sweep k works k rows behind the first: every pixel sees the same
 * values as if the half-sweeps ran one after the other, but the rows are still in the cache.
 */
function relax(field: Field, space: RefineSpace, halfSweeps: number): void {
  const { width, height } = field;
  for (let front = 0; front < height + halfSweeps - 1; front++) {
    const last = Math.min(halfSweeps - 1, front);
    for (let k = Math.max(0, front - height + 1); k <= last; k++) {
      const y = front - k;
      const start = (y + 1) * width;
      relaxRow(field, space, start + ((y + k) & 1), start + width);
    }
  }
}

/** Updates every second pixel from `start` up to `end`. */
function relaxRow(field: Field, space: RefineSpace, start: number, end: number): void {
  const { width, u, v } = field;
  const { right, down, a11, a12, a22, b1, b2 } = space;
  for (let p = start; p < end; p += 2) {
    const wr = right[p]!;
    const wl = right[p - 1]!;
    const wd = down[p]!;
    const wu = down[p - width]!;
    const r1 = b1[p]! + wr * u[p + 1]! + wl * u[p - 1]! + wd * u[p + width]! + wu * u[p - width]!;
    const r2 = b2[p]! + wr * v[p + 1]! + wl * v[p - 1]! + wd * v[p + width]! + wu * v[p - width]!;
    const u0 = u[p]!;
    const v0 = v[p]!;
    const m12 = a12[p]!;
    u[p] = u0 + OMEGA * (a11[p]! * r1 + m12 * r2 - u0);
    v[p] = v0 + OMEGA * (m12 * r1 + a22[p]! * r2 - v0);
  }
}
