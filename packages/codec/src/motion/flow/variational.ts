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
 */
import type { Field } from './field.js';
import { PAD, type PyramidLevel } from './pyramid.js';
import { sampleBicubicInside } from './warp.js';

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
 * Refines `field` in place. In single precision, operation by operation as in `kernels/encode/refine.ts`, which does the same.
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
  const scales = energyScales(settings);
  weighEdges(target, space, settings, scales);
  for (let round = 0; round < rounds; round++) {
    warpAndSubtract(target, reference, field, space);
    differentiate(field, space);
    assemble(field, space, settings, scales);
    relax(field, space, 2 * sweeps);
  }
}

/** What {@link EnergySettings} say, as the formulas use it. */
export interface EnergyScales {
  readonly floor: number;
  readonly flowScale: number;
  readonly residualScale: number;
  readonly edgeScale: number;
}

/** Squares of settings, or one over them. */
export function energyScales({ noise, flowScale, residualScale, edge }: EnergySettings): EnergyScales {
  return {
    floor: single(noise * noise),
    flowScale: single(1 / (flowScale * flowScale)),
    residualScale: single(residualScale * residualScale),
    edgeScale: single(1 / (edge * edge)),
  };
}

const single = Math.fround;

/** How much smoothness counts between each pixel and its right and lower neighbours; 0 beyond the border. */
function weighEdges(target: PyramidLevel, space: RefineSpace, settings: EnergySettings, scales: EnergyScales): void {
  const { width, height, stride, padded } = target;
  const smoothness = single(settings.smoothness);
  const { edgeScale } = scales;
  for (let y = 0; y < height; y++) {
    let i = (y + PAD) * stride + PAD;
    let p = (y + 1) * width;
    for (let x = 0; x < width; x++, i++, p++) {
      const dx = single(padded[i + 1]! - padded[i]!);
      const dy = single(padded[i + stride]! - padded[i]!);
      const apartX = single(1 + single(single(dx * dx) * edgeScale));
      const apartY = single(1 + single(single(dy * dy) * edgeScale));
      space.edgeRight[p] = x + 1 < width ? smoothness / apartX : 0;
      space.edgeDown[p] = y + 1 < height ? smoothness / apartY : 0;
    }
  }
}

function warpAndSubtract(target: PyramidLevel, reference: PyramidLevel, field: Field, space: RefineSpace): void {
  const { width, height, stride } = target;
  const own = target.padded;
  const { u, v } = field;
  const { difference, mean, inside } = space;
  const limitX = single(single(stride) - single(3.001));
  const limitY = single(single(height + 2 * PAD) - single(3.001));
  for (let y = 0; y < height; y++) {
    let p = (y + 1) * width;
    const row = (y + PAD) * stride + PAD;
    for (let x = 0; x < width; x++, p++) {
      const sx = single(x + u[p]!);
      const sy = single(y + v[p]!);
      inside[p] = sx >= -0.5 && sy >= -0.5 && sx <= width - 0.5 && sy <= height - 0.5 ? 1 : 0;
      const cx = Math.min(Math.max(single(sx + PAD), 1), limitX);
      const cy = Math.min(Math.max(single(sy + PAD), 1), limitY);
      const warped = sampleBicubicInside(reference.padded, stride, cx, cy);
      const value = own[row + x]!;
      difference[p] = warped - value;
      mean[p] = 0.5 * single(warped + value);
    }
  }
}

const ONE_TWELFTH = single(1 / 12);

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
      gx[row + x] = slope(mean[row + l2]!, mean[row + l1]!, mean[row + r1]!, mean[row + r2]!);
      gy[row + x] = slope(mean[up2 + x]!, mean[up1 + x]!, mean[down1 + x]!, mean[down2 + x]!);
    }
  }
}

function slope(a: number, b: number, c: number, d: number): number {
  return single(single(single(8 * single(c - b)) - d) + a) * ONE_TWELFTH;
}

/**
 * The linear system in the total flow, one pixel after the other: right-hand sides `b1`, `b2`, smoothness weights `right`
 * and `down`, and the inverse of each pixel's 2x2 block (data terms plus the weights of all four neighbours).
 */
function assemble(field: Field, space: RefineSpace, settings: EnergySettings, scales: EnergyScales): void {
  const { width, height, u, v } = field;
  const { difference, gx, gy, inside, a11, a12, a22, b1, b2, right, down, edgeRight, edgeDown } = space;
  const { floor, flowScale, residualScale } = scales;
  const brightness = single(settings.brightness);
  const gradient = single(settings.gradient);
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
      const n0 = single(1 / single(squares(ix, iy) + floor));
      const spread0 = single(Math.sqrt(single(single(single(iz * iz) * n0) + residualScale)));
      const w0 = single(single(single(inside[p]! * brightness) * n0) / spread0);
      const ixx = single(0.5 * single(gx[r]! - gx[l]!));
      const ixy = single(0.5 * single(gy[r]! - gy[l]!));
      const ixz = single(0.5 * single(difference[r]! - difference[l]!));
      const iyx = single(0.5 * single(gx[p + below]! - gx[p + above]!));
      const iyy = single(0.5 * single(gy[p + below]! - gy[p + above]!));
      const iyz = single(0.5 * single(difference[p + below]! - difference[p + above]!));
      const nx = single(1 / single(squares(ixx, ixy) + floor));
      const ny = single(1 / single(squares(iyx, iyy) + floor));
      const apart = single(single(single(ixz * ixz) * nx) + single(single(iyz * iyz) * ny));
      const w1 = single(single(inside[p]! * gradient) / single(Math.sqrt(single(apart + residualScale))));
      const wx = single(w1 * nx);
      const wy = single(w1 * ny);
      const w0x = single(w0 * ix);
      const w0y = single(w0 * iy);
      const wxx = single(wx * ixx);
      const wxy = single(wx * ixy);
      const wyx = single(wy * iyx);
      const wyy = single(wy * iyy);
      const m11 = products(w0x, ix, wxx, ixx, wyx, iyx);
      const m12 = products(w0x, iy, wxx, ixy, wyx, iyy);
      const m22 = products(w0y, iy, wxy, ixy, wyy, iyy);
      const flowX = u[p]!;
      const flowY = v[p]!;
      const acrossX = squares(single(u[p + 1]! - flowX), single(v[p + 1]! - flowY));
      const acrossY = squares(single(u[p + width]! - flowX), single(v[p + width]! - flowY));
      right[p] = edgeRight[p]! / single(Math.sqrt(single(1 + single(acrossX * flowScale))));
      down[p] = edgeDown[p]! / single(Math.sqrt(single(1 + single(acrossY * flowScale))));
      const sum = single(single(single(right[p] + down[p]) + right[p - 1]!) + down[p - width]!);
      const d11 = single(m11 + sum);
      const d22 = single(m22 + sum);
      const factor = single(1 / single(single(d11 * d22) - single(m12 * m12)));
      a11[p] = d22 * factor;
      a22[p] = d11 * factor;
      a12[p] = -m12 * factor;
      const ownX = single(single(m11 * flowX) + single(m12 * flowY));
      const ownY = single(single(m12 * flowX) + single(m22 * flowY));
      b1[p] = ownX - products(w0x, iz, wxx, ixz, wyx, iyz);
      b2[p] = ownY - products(w0y, iz, wxy, ixz, wyy, iyz);
    }
  }
}

function squares(a: number, b: number): number {
  return single(single(a * a) + single(b * b));
}

function products(a: number, b: number, c: number, d: number, e: number, f: number): number {
  return single(single(single(a * b) + single(c * d)) + single(e * f));
}

/** Over-relaxation factor of the SOR sweeps. */
const OMEGA = single(1.87);

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
    let r1 = single(b1[p]! + single(wr * u[p + 1]!));
    let r2 = single(b2[p]! + single(wr * v[p + 1]!));
    r1 = single(r1 + single(wl * u[p - 1]!));
    r2 = single(r2 + single(wl * v[p - 1]!));
    r1 = single(r1 + single(wd * u[p + width]!));
    r2 = single(r2 + single(wd * v[p + width]!));
    r1 = single(r1 + single(wu * u[p - width]!));
    r2 = single(r2 + single(wu * v[p - width]!));
    const m12 = a12[p]!;
    const nextU = single(single(a11[p]! * r1) + single(m12 * r2));
    const nextV = single(single(m12 * r1) + single(a22[p]! * r2));
    u[p] = u[p]! + single(OMEGA * single(nextU - u[p]!));
    v[p] = v[p]! + single(OMEGA * single(nextV - v[p]!));
  }
}
