/**
 * @file Variational refinement, the second half of DIS: Brox, Bruhn, Papenberg, Weickert, "High Accuracy Optical Flow
 * Estimation Based on a Theory for Warping" (ECCV 2004), without warping inside, with the normalised data terms of
 * Zimmer, Bruhn, Weickert, "Optic Flow in Harmony" (IJCV 2011): brightness and gradient constancy and smoothness, each
 * under sqrt(s^2 + eps^2). Five fixed-point iterations, each of which solves the linear system of its weights with five
 * sweeps of red-black successive over-relaxation. Weights as in OpenCV: smoothness 20, gradient 10, brightness 5.
 *
 * The second picture is warped to the nearest 1/32 of a sample, which is what OpenCV's remap does, and derivatives are
 * differences of the two neighbours, not halved.
 */
import { roundHalfEven, type GreyPlane } from './grey-plane.js';
import type { DenseFlow } from './patch-grid.js';

const SMOOTHNESS = 20 / 2;
const GRADIENT = 10 / 2;
const BRIGHTNESS = 5 / 2;
const FIXED_POINTS = 5;
const SWEEPS = 5;
const OMEGA = 1.6;
const ZETA2 = 0.1 ** 2;
const EPSILON2 = 0.001 ** 2;
const WARP_STEPS = 32;

/** Derivatives of the mean of both pictures, and of their difference `z`. */
interface Derivatives {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly z: Float32Array;
  readonly xx: Float32Array;
  readonly xy: Float32Array;
  readonly yy: Float32Array;
  readonly xz: Float32Array;
  readonly yz: Float32Array;
}

/** Linear system of one fixed point: symmetric 2x2 matrix and right-hand side of each sample, and weights to neighbours. */
interface System {
  readonly a11: Float32Array;
  readonly a12: Float32Array;
  readonly a22: Float32Array;
  readonly b1: Float32Array;
  readonly b2: Float32Array;
  /** Weight between a sample and those to the right of and below it. */
  readonly weight: Float32Array;
}

/** Refines a flow in place: samples of `first` are found in `second`. */
export function refineFlow(first: GreyPlane, second: GreyPlane, flow: DenseFlow): void {
  const { width, height } = first;
  const size = width * height;
  const make = () => new Float32Array(size);
  const derivatives = derive(first, second, flow);
  const system: System = { a11: make(), a12: make(), a22: make(), b1: make(), b2: make(), weight: make() };
  const base = { x: flow.x.slice(), y: flow.y.slice() };
  const change = { x: make(), y: make() };
  for (let round = 0; round < FIXED_POINTS; round++) {
    dataTerm(derivatives, change, system);
    smoothnessTerm(flow, base, system);
    for (let sweep = 0; sweep < SWEEPS; sweep++)
      for (const colour of [0, 1]) relax(system, change, width, height, colour);
    for (let i = 0; i < size; i++) {
      flow.x[i] = base.x[i]! + change.x[i]!;
      flow.y[i] = base.y[i]! + change.y[i]!;
    }
  }
}

type Vectors = Pick<DenseFlow, 'x' | 'y'>;

function derive(first: GreyPlane, second: GreyPlane, flow: DenseFlow): Derivatives {
  const { width, height } = first;
  const warped = warp(second, flow);
  const mean = warped.map((value, i) => 0.5 * value + 0.5 * first.data[i]!);
  const z = warped.map((value, i) => value - first.data[i]!);
  const across = (from: Float32Array) => differences(from, width, height, 1, 0);
  const down = (from: Float32Array) => differences(from, width, height, 0, 1);
  const x = across(mean);
  const y = down(mean);
  return { x, y, z, xx: across(x), xy: down(x), yy: down(y), xz: across(z), yz: down(z) };
}

function warp({ width, height, data }: GreyPlane, flow: DenseFlow): Float32Array {
  const out = new Float32Array(width * height);
  for (let row = 0, i = 0; row < height; row++) {
    for (let column = 0; column < width; column++, i++) {
      const x = roundHalfEven(Math.fround(column + flow.x[i]!) * WARP_STEPS);
      const y = roundHalfEven(Math.fround(row + flow.y[i]!) * WARP_STEPS);
      const x0 = Math.floor(x / WARP_STEPS);
      const y0 = Math.floor(y / WARP_STEPS);
      const u = x / WARP_STEPS - x0;
      const v = y / WARP_STEPS - y0;
      const left = Math.min(Math.max(x0, 0), width - 1);
      const right = Math.min(Math.max(x0 + 1, 0), width - 1);
      const upper = Math.min(Math.max(y0, 0), height - 1) * width;
      const lower = Math.min(Math.max(y0 + 1, 0), height - 1) * width;
      out[i] =
        (1 - v) * ((1 - u) * data[upper + left]! + u * data[upper + right]!) +
        v * ((1 - u) * data[lower + left]! + u * data[lower + right]!);
    }
  }
  return out;
}

/** Next minus previous sample in a direction, repeated at the edge. */
function differences(from: Float32Array, width: number, height: number, dx: 0 | 1, dy: 0 | 1): Float32Array {
  const out = new Float32Array(from.length);
  for (let y = 0, i = 0; y < height; y++) {
    const up = Math.max(y - dy, 0) * width;
    const down = Math.min(y + dy, height - 1) * width;
    for (let x = 0; x < width; x++, i++)
      out[i] = from[down + Math.min(x + dx, width - 1)]! - from[up + Math.max(x - dx, 0)]!;
  }
  return out;
}

function dataTerm(derivatives: Derivatives, change: Vectors, { a11, a12, a22, b1, b2 }: System): void {
  const { x, y, z, xx, xy, yy, xz, yz } = derivatives;
  for (let i = 0; i < x.length; i++) {
    const du = change.x[i]!;
    const dv = change.y[i]!;
    const [ix, iy, iz] = [x[i]!, y[i]!, z[i]!];
    const norm = ix * ix + iy * iy + ZETA2;
    const error = iz + ix * du + iy * dv;
    const brightness = BRIGHTNESS / Math.sqrt((error * error) / norm + EPSILON2) / norm;
    const [ixx, ixy, iyy, ixz, iyz] = [xx[i]!, xy[i]!, yy[i]!, xz[i]!, yz[i]!];
    const normX = ixx * ixx + ixy * ixy + ZETA2;
    const normY = iyy * iyy + ixy * ixy + ZETA2;
    const errorX = ixz + ixx * du + ixy * dv;
    const errorY = iyz + ixy * du + iyy * dv;
    const gradient = GRADIENT / Math.sqrt((errorX * errorX) / normX + (errorY * errorY) / normY + EPSILON2);
    const shareX = gradient / normX;
    const shareY = gradient / normY;
    a11[i] = brightness * ix * ix + ZETA2 + shareX * ixx * ixx + shareY * ixy * ixy;
    a12[i] = brightness * ix * iy + shareX * ixx * ixy + shareY * ixy * iyy;
    a22[i] = brightness * iy * iy + ZETA2 + shareX * ixy * ixy + shareY * iyy * iyy;
    b1[i] = -(brightness * iz * ix + shareX * ixx * ixz + shareY * ixy * iyz);
    b2[i] = -(brightness * iz * iy + shareX * ixy * ixz + shareY * iyy * iyz);
  }
}

/** Adds the smoothness of `base` plus the change to come, with the weights that the present flow has. */
function smoothnessTerm(present: DenseFlow, base: Vectors, { a11, a22, b1, b2, weight }: System): void {
  const { width, height, x, y } = present;
  const join = (i: number, k: number, w: number) => {
    const u = w * (base.x[k]! - base.x[i]!);
    const v = w * (base.y[k]! - base.y[i]!);
    a11[i] = a11[i]! + w;
    a22[i] = a22[i]! + w;
    a11[k] = a11[k]! + w;
    a22[k] = a22[k]! + w;
    b1[i] = b1[i]! + u;
    b2[i] = b2[i]! + v;
    b1[k] = b1[k]! - u;
    b2[k] = b2[k]! - v;
  };
  for (let row = 0, i = 0; row < height; row++) {
    for (let column = 0; column < width; column++, i++) {
      const right = column < width - 1 ? i + 1 : i;
      const below = row < height - 1 ? i + width : i;
      const ux = x[right]! - x[i]!;
      const vx = y[right]! - y[i]!;
      const uy = x[below]! - x[i]!;
      const vy = y[below]! - y[i]!;
      const w = SMOOTHNESS / Math.sqrt(ux * ux + vx * vx + uy * uy + vy * vy + EPSILON2);
      weight[i] = w;
      if (right !== i) join(i, right, w);
      if (below !== i) join(i, below, w);
    }
  }
}

/** One sweep of over-relaxation over the samples of one colour of the chessboard. */
function relax(
  { a11, a12, a22, b1, b2, weight }: System,
  change: Vectors,
  width: number,
  height: number,
  colour: number,
): void {
  const { x, y } = change;
  for (let row = 0; row < height; row++) {
    for (let column = (row + colour) & 1; column < width; column += 2) {
      const i = row * width + column;
      const w = weight[i]!;
      let u = b1[i]!;
      let v = b2[i]!;
      if (column > 0) {
        u += weight[i - 1]! * x[i - 1]!;
        v += weight[i - 1]! * y[i - 1]!;
      }
      if (column < width - 1) {
        u += w * x[i + 1]!;
        v += w * y[i + 1]!;
      }
      if (row > 0) {
        u += weight[i - width]! * x[i - width]!;
        v += weight[i - width]! * y[i - width]!;
      }
      if (row < height - 1) {
        u += w * x[i + width]!;
        v += w * y[i + width]!;
      }
      const du = x[i]! + OMEGA * ((u - y[i]! * a12[i]!) / a11[i]! - x[i]!);
      x[i] = du;
      y[i] = y[i]! + OMEGA * ((v - du * a12[i]!) / a22[i]! - y[i]!);
    }
  }
}
