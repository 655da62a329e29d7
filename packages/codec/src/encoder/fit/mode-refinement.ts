/**
 * @file Modes fitted to the pixels rather than to the flow.
 *
 * The modal basis of the analysed flow is where this starts; then time series and mode maps are refined in turn so that
 * the warped key picture comes nearer to the frames (Gauss-Newton on the photometric error, alternating between the two
 * factors; {@link gatherEvidence} linearises). A single flow must guess where the picture is flat or noisy; here
 * every value of a map is backed by all frames of the group and every value of a series by all pixels of a frame.
 */
import type { Breathe } from '../../math/index.js';
import { combineModes, createFlow, solvePositiveDefinite, type Flow } from '../../motion/index.js';
import type { Plane } from '../../picture/index.js';
import { createEvidence, gatherEvidence, type Evidence } from '../analysis/photometric-evidence.js';

/** Modes under refinement: maps in pixels of the full picture, one series value per frame. */
export interface Modes {
  readonly maps: readonly Flow[];
  readonly series: readonly Float32Array[];
  /** How many of the first maps are given (the camera's) and not to be changed. */
  readonly fixed: number;
}

/** Rounds of refinement that an encode takes: a third changes little. */
export const REFINEMENT_ROUNDS = 2;
/** Squared gradient, in levels per pixel, that noise alone makes: damps updates where there is nothing to see. */
const NOISE_ENERGY = 30;
/** Largest change of a displacement in one round, in cells' worth of trust. */
const MAP_STEP_LIMIT = 0.75;

/** A picture that `source` is warped to: the frame, or where modes are fixed to the key picture, that one. */
export interface SeenFrame {
  readonly target: Plane;
  readonly source: Plane;
}

/** Evidence of every frame around the refined motion, and the motion. */
export interface RefinedModes {
  readonly modes: Modes;
  readonly evidence: readonly Evidence[];
}

/**
 * Refines modes against the frames.
 * @param seenAt what a frame is compared with, at the resolution of the analysis
 * @param toPlane pixels of those planes per pixel of the full picture
 * @param rounds of refinement; 0 gathers the evidence alone
 */
export async function refineModes(
  start: Modes,
  seenAt: (t: number) => SeenFrame,
  toPlane: number,
  rounds: number,
  breathe: Breathe,
): Promise<RefinedModes> {
  let modes = start;
  const first = start.maps[0];
  if (first === undefined) return { modes, evidence: [] };
  const frames = start.series[0]!.length;
  const evidence = Array.from({ length: frames }, () => createEvidence(first.width * first.height));
  const flow = createFlow(first.width, first.height);
  for (let round = 0; ; round++) {
    for (let t = 0; t < frames; t++) {
      combineModes(modes.maps, weightsAt(modes.series, t), flow);
      const { target, source } = seenAt(t);
      gatherEvidence(target, source, flow, toPlane, evidence[t]!);
      await breathe();
    }
    if (round === rounds) return { modes, evidence };
    const series = await refineSeries(modes, evidence, breathe);
    modes = { series, maps: await refineMaps(modes, series, evidence, breathe), fixed: modes.fixed };
  }
}

/** Weights of all modes in frame `t`; the series of a loop repeat. */
export function weightsAt(series: readonly Float32Array[], t: number): Float32Array {
  return Float32Array.from(series, (values) => values[t % values.length]!);
}

/** One Gauss-Newton step of every frame's weights with the maps held. */
async function refineSeries(
  { maps, series }: Modes,
  evidence: readonly Evidence[],
  breathe: Breathe,
): Promise<Float32Array[]> {
  const count = maps.length;
  const out = series.map((values) => values.slice());
  for (const [t, seen] of evidence.entries()) {
    await breathe();
    const { normal, right } = normalEquations(maps, seen);
    for (let k = 0; k < count; k++) normal[k * count + k]! += 0.02 * normal[k * count + k]! + 1e-6;
    if (!solvePositiveDefinite(normal, right, count)) continue;
    for (let k = 0; k < count; k++) out[k]![t]! += right[k]!;
  }
  return out;
}

/** A = sum over cells of phi_k^T G phi_l (row-major) and b = sum of phi_k . h. */
export function normalEquations(maps: readonly Flow[], seen: Evidence): { normal: Float64Array; right: Float64Array } {
  const count = maps.length;
  const normal = new Float64Array(count * count);
  const right = new Float64Array(count);
  const weighted = [new Float32Array(seen.xx.length * 2), new Float32Array(seen.xx.length * 2)] as const;
  for (let k = 0; k < count; k += 2) {
    right[k] = weigh(maps[k]!.data, seen, weighted[0]);
    const next = maps[k + 1]?.data;
    if (next !== undefined) right[k + 1] = weigh(next, seen, weighted[1]);
    for (let l = 0; l <= k; l += 2) {
      const other = maps[l + 1]?.data;
      if (next === undefined || other === undefined) {
        normal[k * count + l] = product(weighted[0], maps[l]!.data);
        if (other !== undefined) normal[k * count + l + 1] = product(weighted[0], other);
      } else fourProducts(weighted, maps[l]!.data, other, normal, k * count + l, count);
    }
  }
  for (let k = 0; k < count; k++) for (let l = 0; l < k; l++) normal[l * count + k] = normal[k * count + l]!;
  return { normal, right };
}

/** G phi of a map into `out`, and the sum of phi . h. */
function weigh(map: Float32Array, { xx, xy, yy, hx, hy }: Evidence, out: Float32Array): number {
  let b = 0;
  for (let i = 0; i < xx.length; i++) {
    const x = map[2 * i]!;
    const y = map[2 * i + 1]!;
    out[2 * i] = xx[i]! * x + xy[i]! * y;
    out[2 * i + 1] = xy[i]! * x + yy[i]! * y;
    b += hx[i]! * x + hy[i]! * y;
  }
  return b;
}

function product(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Products of two vectors with two others into a matrix of `stride` columns, from `at`: loads are what takes the time. */
function fourProducts(
  [a, b]: readonly [Float32Array, Float32Array],
  c: Float32Array,
  d: Float32Array,
  out: Float64Array,
  at: number,
  stride: number,
): void {
  let ac = 0;
  let ad = 0;
  let bc = 0;
  let bd = 0;
  for (let i = 0; i < a.length; i++) {
    const first = a[i]!;
    const second = b[i]!;
    const third = c[i]!;
    const fourth = d[i]!;
    ac += first * third;
    ad += first * fourth;
    bc += second * third;
    bd += second * fourth;
  }
  out[at] = ac;
  out[at + 1] = ad;
  out[at + stride] = bc;
  out[at + stride + 1] = bd;
}

/** One damped step of every map with the series held: cells on their own, modes in turn. */
async function refineMaps(
  { maps, series: before, fixed }: Modes,
  series: readonly Float32Array[],
  evidence: readonly Evidence[],
  breathe: Breathe,
): Promise<Flow[]> {
  const first = maps[0]!;
  const cells = first.width * first.height;
  const residual: Float32Array[] = [];
  for (const [t, seen] of evidence.entries()) {
    await breathe();
    residual.push(movedRight(seen, maps, before, series, t));
  }
  const refined: Flow[] = [];
  for (const [k, map] of maps.entries()) {
    await breathe();
    if (k < fixed) {
      refined.push(map);
      continue;
    }
    const q = series[k]!;
    const data = map.data.slice();
    const gxx = new Float64Array(cells);
    const gxy = new Float64Array(cells);
    const gyy = new Float64Array(cells);
    const bx = new Float64Array(cells);
    const by = new Float64Array(cells);
    const weight = new Float64Array(cells);
    for (const [t, seen] of evidence.entries()) {
      const qt = q[t]!;
      const right = residual[t]!;
      for (let i = 0; i < cells; i++) {
        gxx[i]! += qt * qt * seen.xx[i]!;
        gxy[i]! += qt * qt * seen.xy[i]!;
        gyy[i]! += qt * qt * seen.yy[i]!;
        weight[i]! += qt * qt * seen.weight[i]!;
        bx[i]! += qt * right[2 * i]!;
        by[i]! += qt * right[2 * i + 1]!;
      }
    }
    const size = rootMeanSquare(map.data);
    for (let i = 0; i < cells; i++) {
      const damping = NOISE_ENERGY * weight[i]! + 1e-6;
      const a = gxx[i]! + damping;
      const c = gyy[i]! + damping;
      const b = gxy[i]!;
      const determinant = a * c - b * b;
      const limit = MAP_STEP_LIMIT * (size + Math.hypot(map.data[2 * i]!, map.data[2 * i + 1]!));
      const dx = (c * bx[i]! - b * by[i]!) / determinant;
      const dy = (a * by[i]! - b * bx[i]!) / determinant;
      const scale = Math.min(1, limit / Math.max(Math.hypot(dx, dy), 1e-9));
      data[2 * i]! += scale * dx;
      data[2 * i + 1]! += scale * dy;
    }
    refined.push({ width: map.width, height: map.height, data });
  }
  return refined;
}

/** The right-hand sides h of a frame after the series moved from `before` to `series`: h - G * (change of flow). */
function movedRight(
  seen: Evidence,
  maps: readonly Flow[],
  before: readonly Float32Array[],
  series: readonly Float32Array[],
  t: number,
): Float32Array {
  const cells = seen.xx.length;
  const moved = createFlow(maps[0]!.width, maps[0]!.height);
  combineModes(
    maps,
    Float32Array.from(series, (values, k) => values[t]! - before[k]![t]!),
    moved,
  );
  const out = new Float32Array(cells * 2);
  for (let i = 0; i < cells; i++) {
    const x = moved.data[2 * i]!;
    const y = moved.data[2 * i + 1]!;
    out[2 * i] = seen.hx[i]! - seen.xx[i]! * x - seen.xy[i]! * y;
    out[2 * i + 1] = seen.hy[i]! - seen.xy[i]! * x - seen.yy[i]! * y;
  }
  return out;
}

function rootMeanSquare(data: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i]! * data[i]!;
  return Math.sqrt(sum / data.length);
}
