/**
 * @file Variational refinement, the second half of DIS: Brox, Bruhn, Papenberg, Weickert, "High Accuracy Optical Flow
 * Estimation Based on a Theory for Warping" (ECCV 2004), without warping inside, with the normalised data terms of
 * Zimmer, Bruhn, Weickert, "Optic Flow in Harmony" (IJCV 2011): brightness and gradient constancy and smoothness, each
 * under sqrt(s^2 + eps^2). Five fixed-point iterations, each of which solves the linear system of its weights with five
 * sweeps of red-black successive over-relaxation. Weights as in OpenCV: smoothness 20, gradient 10, brightness 5.
 *
 * The second picture is warped to the nearest 1/32 of a sample, which is what OpenCV's remap does, and derivatives are
 * differences of the two neighbours, not halved.
 *
 * In single precision, operation by operation as in `kernels/encode/dis/refine.ts`, which does the same.
 */
import { roundHalfEven, type GreyPlane } from './grey-plane.js';
import type { DenseFlow } from './patch-grid.js';

const SMOOTHNESS = 20 / 2;
const GRADIENT = 10 / 2;
const BRIGHTNESS = 5 / 2;
const FIXED_POINTS = 5;
const SWEEPS = 5;
const OMEGA = Math.fround(1.6);
const ZETA2 = Math.fround(0.01);
const EPSILON2 = Math.fround(1e-6);
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

/** Linear system of one fixed point: symmetric 2x2 matrix, in the end with one over its diagonal, and right-hand side of each sample, and weights to neighbours. */
interface System {
  readonly a11: Float32Array;
  readonly a12: Float32Array;
  readonly a22: Float32Array;
  readonly b1: Float32Array;
  readonly b2: Float32Array;
  /** Weight between a sample and that to the right of it; 0 at the edge. */
  readonly right: Float32Array;
  /** Weight between a sample and that below it; 0 at the edge. */
  readonly below: Float32Array;
}

/** Refines a flow in place: samples of `first` are found in `second`. */
export function refineFlow(first: GreyPlane, second: GreyPlane, flow: DenseFlow): void {
  const { width, height } = first;
  const size = width * height;
  const make = () => new Float32Array(size);
  const derivatives = derive(first, second, flow);
  const system: System = {
    a11: make(),
    a12: make(),
    a22: make(),
    b1: make(),
    b2: make(),
    right: make(),
    below: make(),
  };
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
    const norm = single(squares(ix, iy) + ZETA2);
    const error = single(single(iz + single(ix * du)) + single(iy * dv));
    const distance = root(single(single(single(error * error) / norm) + EPSILON2));
    const brightness = single(single(BRIGHTNESS / distance) / norm);
    const [ixx, ixy, iyy, ixz, iyz] = [xx[i]!, xy[i]!, yy[i]!, xz[i]!, yz[i]!];
    const normX = single(squares(ixx, ixy) + ZETA2);
    const normY = single(squares(iyy, ixy) + ZETA2);
    const errorX = single(single(ixz + single(ixx * du)) + single(ixy * dv));
    const errorY = single(single(iyz + single(ixy * du)) + single(iyy * dv));
    const apart = single(single(single(errorX * errorX) / normX) + single(single(errorY * errorY) / normY));
    const gradient = single(GRADIENT / root(single(apart + EPSILON2)));
    const shareX = single(gradient / normX);
    const shareY = single(gradient / normY);
    const byX = single(brightness * ix);
    const byY = single(brightness * iy);
    const ofXX = single(shareX * ixx);
    const ofXY = single(shareX * ixy);
    const ofYX = single(shareY * ixy);
    const ofYY = single(shareY * iyy);
    a11[i] = single(single(single(byX * ix) + ZETA2) + single(ofXX * ixx)) + single(ofYX * ixy);
    a12[i] = products(byX, iy, ofXX, ixy, ofYX, iyy);
    a22[i] = single(single(single(byY * iy) + ZETA2) + single(ofXY * ixy)) + single(ofYY * iyy);
    b1[i] = -products(byX, iz, ofXX, ixz, ofYX, iyz);
    b2[i] = -products(byY, iz, ofXY, ixz, ofYY, iyz);
  }
}

/**
 * Adds the smoothness of `base` plus the change to come, with the weights that the present flow has, and turns `a11` and `a22`
 * into one over them.
 */
function smoothnessTerm(present: DenseFlow, base: Vectors, { a11, a22, b1, b2, right, below }: System): void {
  const { width, height, x, y } = present;
  for (let row = 0, i = 0; row < height; row++) {
    for (let column = 0; column < width; column++, i++) {
      const beside = column < width - 1 ? i + 1 : i;
      const under = row < height - 1 ? i + width : i;
      const ux = single(x[beside]! - x[i]!);
      const vx = single(y[beside]! - y[i]!);
      const uy = single(x[under]! - x[i]!);
      const vy = single(y[under]! - y[i]!);
      const rough = single(single(squares(ux, vx) + single(uy * uy)) + single(vy * vy));
      const weight = single(SMOOTHNESS / root(single(rough + EPSILON2)));
      right[i] = beside === i ? 0 : weight;
      below[i] = under === i ? 0 : weight;
      const ws = [at(below, i - width), column > 0 ? at(right, i - 1) : 0, right[i]!, below[i]!] as const;
      let a = a11[i]!;
      let c = a22[i]!;
      for (const w of ws) {
        a = single(a + w);
        c = single(c + w);
      }
      a11[i] = 1 / a;
      a22[i] = 1 / c;
      b1[i] = pulled(b1[i]!, ws, base.x, i, column, width);
      b2[i] = pulled(b2[i]!, ws, base.y, i, column, width);
    }
  }
}

/** A right-hand side plus what the neighbours above, to the left, to the right and below pull; beyond the edge they are 0. */
function pulled(
  own: number,
  [above, left, right, below]: readonly [number, number, number, number],
  base: Float32Array,
  i: number,
  column: number,
  width: number,
): number {
  const here = base[i]!;
  let sum = single(own + single(above * single(at(base, i - width) - here)));
  sum = single(sum + single(left * single((column > 0 ? at(base, i - 1) : 0) - here)));
  sum = single(sum + single(right * single((column < width - 1 ? at(base, i + 1) : 0) - here)));
  return single(sum + single(below * single(at(base, i + width) - here)));
}

/** A value, or 0 before the first row and after the last. */
function at(values: Float32Array, i: number): number {
  return values[i] ?? 0;
}

const single = Math.fround;

function root(value: number): number {
  return single(Math.sqrt(value));
}

function squares(a: number, b: number): number {
  return single(single(a * a) + single(b * b));
}

function products(a: number, b: number, c: number, d: number, e: number, f: number): number {
  return single(single(single(a * b) + single(c * d)) + single(e * f));
}

/** One sweep of over-relaxation over the samples of one colour of the chessboard. */
function relax(
  { a11, a12, a22, b1, b2, right, below }: System,
  change: Vectors,
  width: number,
  height: number,
  colour: number,
): void {
  const { x, y } = change;
  for (let row = 0; row < height; row++) {
    for (let column = (row + colour) & 1; column < width; column += 2) {
      const i = row * width + column;
      const first = column === 0;
      const last = column === width - 1;
      const [wl, wr, wu, wd] = [first ? 0 : right[i - 1]!, right[i]!, at(below, i - width), below[i]!];
      let u = single(b1[i]! + single(wl * (first ? 0 : x[i - 1]!)));
      let v = single(b2[i]! + single(wl * (first ? 0 : y[i - 1]!)));
      u = single(u + single(wr * (last ? 0 : x[i + 1]!)));
      v = single(v + single(wr * (last ? 0 : y[i + 1]!)));
      u = single(u + single(wu * at(x, i - width)));
      v = single(v + single(wu * at(y, i - width)));
      u = single(u + single(wd * at(x, i + width)));
      v = single(v + single(wd * at(y, i + width)));
      const nextX = single(single(u - single(y[i]! * a12[i]!)) * a11[i]!);
      x[i] = x[i]! + single(OMEGA * single(nextX - x[i]!));
      const nextY = single(single(v - single(x[i] * a12[i]!)) * a22[i]!);
      y[i] = y[i]! + single(OMEGA * single(nextY - y[i]!));
    }
  }
}
