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
import { mapEquations, normalEquations, type MapEquations } from './mode-equations.js';

/** Modes under refinement: maps in pixels of the full picture, one series value per frame. */
export interface Modes {
  readonly maps: readonly Flow[];
  readonly series: readonly Float32Array[];
  /** How many of the first maps are given (the camera's) and not to be changed. */
  readonly fixed: number;
}

/** Squared gradient, in levels per pixel, that noise alone makes: damps updates where there is nothing to see. */
const NOISE_ENERGY = 30;
/** Maps that take a step between two pauses. */
const MAPS_AT_ONCE = 6;
/** Largest change of a displacement in one round, in cells' worth of trust. */
const MAP_STEP_LIMIT = 0.75;

/** A picture that `source` is warped to: the frame, or where modes are fixed to the key picture, that one. */
export interface SeenFrame {
  readonly target: Plane;
  readonly source: Plane;
}

/** Refined motion, and the evidence of frames around it. */
export interface RefinedModes {
  readonly modes: Modes;
  readonly evidence: readonly Evidence[];
  /** Frame of each evidence. */
  readonly frames: readonly number[];
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
): Promise<Omit<RefinedModes, 'frames'>> {
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

/** One damped step of every map with the series held: cells on their own, modes in turn. */
async function refineMaps(
  { maps, series: before, fixed }: Modes,
  series: readonly Float32Array[],
  evidence: readonly Evidence[],
  breathe: Breathe,
): Promise<Flow[]> {
  const residual: Float32Array[] = [];
  for (const [t, seen] of evidence.entries()) {
    await breathe();
    residual.push(movedRight(seen, maps, before, series, t));
  }
  const refined: Flow[] = maps.slice(0, fixed);
  for (let first = fixed; first < maps.length; first += MAPS_AT_ONCE) {
    await breathe();
    const some = maps.slice(first, first + MAPS_AT_ONCE);
    const equations = mapEquations(evidence, residual, series.slice(first, first + some.length));
    for (const [i, map] of some.entries()) refined.push(steppedMap(map, equations[i]!));
  }
  return refined;
}

/** A map after one damped step. */
function steppedMap(map: Flow, { xx, xy, yy, weight, right }: MapEquations): Flow {
  const data = map.data.slice();
  const size = rootMeanSquare(map.data);
  for (let i = 0; i < xx.length; i++) {
    const damping = NOISE_ENERGY * weight[i]! + 1e-6;
    const a = xx[i]! + damping;
    const c = yy[i]! + damping;
    const b = xy[i]!;
    const determinant = a * c - b * b;
    const [bx, by] = [right[2 * i]!, right[2 * i + 1]!];
    const limit = MAP_STEP_LIMIT * (size + Math.hypot(map.data[2 * i]!, map.data[2 * i + 1]!));
    const dx = (c * bx - b * by) / determinant;
    const dy = (a * by - b * bx) / determinant;
    const scale = Math.min(1, limit / Math.max(Math.hypot(dx, dy), 1e-9));
    data[2 * i]! += scale * dx;
    data[2 * i + 1]! += scale * dy;
  }
  return { width: map.width, height: map.height, data };
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
