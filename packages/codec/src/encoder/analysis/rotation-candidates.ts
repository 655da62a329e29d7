/**
 * @file Where a velocity field may turn about a centre: rigid rotations, fitted by re-weighted least squares (Geman and
 * McClure weights) from windows all over the field. What turns is told apart from what only looks so by `rotations.ts`.
 */
import { solvePositiveDefinite } from '../../motion/index.js';
import type { SteadyFlow } from './steady-flow.js';

/** A part of a velocity field that turns. Places in cells of the field, row by row from its upper left corner. */
export interface RotationCandidate {
  readonly x: number;
  readonly y: number;
  /** Cells from the centre within which nearly all lies that follows. */
  readonly radius: number;
  /** Energy of the velocities that follow. */
  readonly energy: number;
}

/** Side of the windows in which rotations are looked for, and from one to the next, in cells. */
const WINDOW = 16;
const STRIDE = 6;
const ROUNDS = 5;
/** Slowest rotation, in radians per frame: 0.2 degrees. */
const SLOWEST = 0.0035;
/** Slowest velocity that counts, in pixels per frame. */
const LEAST_VELOCITY = 0.1;
/** Squared difference at which a velocity has a quarter of the say: in square pixels per frame, and as a share of its own. */
const UNLIKE = 0.02;
const UNLIKE_SHARE = 0.1;
/** Sectors around the centre, and how many must have something in them that follows. */
const SECTORS = 12;
const LEAST_SECTORS = 8;
/** Share of the energy of what follows that lies within the radius. */
const WITHIN = 0.97;
/** Share of the diameter of one candidate within which another has the same centre. */
const SAME = 0.25;

/** The rotation x -> speed * J (x - centre), linear in three numbers; `speed` in radians per frame, clockwise on the screen. */
interface Fit {
  readonly x: number;
  readonly y: number;
  readonly speed: number;
}

/**
 * Rotations that parts of a velocity field follow, strongest first.
 * @param cellSide pixels per cell, in which velocities are
 * @param most candidates
 */
export function rotationCandidates(
  { velocity, flowing }: SteadyFlow,
  cellSide: number,
  most: number,
): RotationCandidate[] {
  const { width, height } = velocity;
  const found: RotationCandidate[] = [];
  for (let top = 0; top + WINDOW <= height; top += STRIDE) {
    for (let left = 0; left + WINDOW <= width; left += STRIDE) {
      const candidate = fromWindow(velocity, flowing, cellSide, left, top);
      if (candidate !== undefined) found.push(candidate);
    }
  }
  const out: RotationCandidate[] = [];
  for (const one of found.sort((a, b) => b.energy - a.energy)) {
    const known = out.some(({ x, y, radius }) => (x - one.x) ** 2 + (y - one.y) ** 2 < (2 * SAME * radius) ** 2);
    if (!known && out.length < most) out.push(one);
  }
  return out;
}

function fromWindow(
  velocity: SteadyFlow['velocity'],
  flowing: Float32Array,
  cellSide: number,
  left: number,
  top: number,
): RotationCandidate | undefined {
  const { width, height, data } = velocity;
  const weights = new Float32Array(flowing.length);
  for (let y = top; y < top + WINDOW; y++)
    for (let x = left; x < left + WINDOW; x++) weights[y * width + x] = seen(data, flowing, y * width + x);
  let fit: Fit | undefined;
  for (let round = 0; round < ROUNDS; round++) {
    fit = fitRotation(data, weights, width, cellSide);
    if (fit === undefined || Math.abs(fit.speed) < SLOWEST) return undefined;
    if (fit.x < 0 || fit.y < 0 || fit.x > width || fit.y > height) return undefined;
    // From the second round on all of the field has its say, from near the window outwards.
    const reach = round === 0 ? WINDOW : Infinity;
    for (let at = 0; at < weights.length; at++) {
      const x = (at % width) + 0.5;
      const y = Math.floor(at / width) + 0.5;
      const far = Math.max(Math.abs(x - left - WINDOW / 2), Math.abs(y - top - WINDOW / 2)) > reach;
      weights[at] = far ? 0 : seen(data, flowing, at) * likeness(data, at, x, y, fit, cellSide);
    }
  }
  return fit && extentOf(data, weights, width, fit);
}

function seen(data: Float32Array, flowing: Float32Array, at: number): number {
  return data[2 * at]! ** 2 + data[2 * at + 1]! ** 2 < LEAST_VELOCITY ** 2 ? 0 : flowing[at]!;
}

function likeness(data: Float32Array, at: number, x: number, y: number, fit: Fit, cellSide: number): number {
  const vx = -fit.speed * (y - fit.y) * cellSide;
  const vy = fit.speed * (x - fit.x) * cellSide;
  const apart = (data[2 * at]! - vx) ** 2 + (data[2 * at + 1]! - vy) ** 2;
  const say = 1 / (1 + apart / (UNLIKE + UNLIKE_SHARE * (vx * vx + vy * vy)));
  return say * say;
}

/** Least squares of vx = a - s y, vy = b + s x. */
function fitRotation(data: Float32Array, weights: Float32Array, width: number, cellSide: number): Fit | undefined {
  let [sum, sx, sy, rr, svx, svy, turn] = [1e-9, 0, 0, 0, 0, 0, 0];
  for (let at = 0; at < weights.length; at++) {
    const w = weights[at]!;
    if (w === 0) continue;
    const x = (at % width) + 0.5;
    const y = Math.floor(at / width) + 0.5;
    const vx = data[2 * at]! / cellSide;
    const vy = data[2 * at + 1]! / cellSide;
    sum += w;
    sx += w * x;
    sy += w * y;
    rr += w * (x * x + y * y);
    svx += w * vx;
    svy += w * vy;
    turn += w * (x * vy - y * vx);
  }
  const normal = Float64Array.of(sum, 0, -sy, 0, sum, sx, -sy, sx, rr);
  const right = Float64Array.of(svx, svy, turn);
  if (!solvePositiveDefinite(normal, right, 3)) return undefined;
  const [a, b, speed] = [right[0]!, right[1]!, right[2]!];
  return speed === 0 ? undefined : { x: -b / speed, y: a / speed, speed };
}

/** How far from the centre things follow, if they do on most sides of it. */
function extentOf(data: Float32Array, weights: Float32Array, width: number, fit: Fit): RotationCandidate | undefined {
  const rings = new Float64Array(2 * width);
  const sides = new Float64Array(SECTORS);
  let energy = 0;
  for (let at = 0; at < weights.length; at++) {
    const x = (at % width) + 0.5 - fit.x;
    const y = Math.floor(at / width) + 0.5 - fit.y;
    const own = weights[at]! * (data[2 * at]! ** 2 + data[2 * at + 1]! ** 2);
    rings[Math.min(rings.length - 1, Math.floor(Math.sqrt(x * x + y * y)))]! += own;
    sides[sectorOf(x, y)]! += own;
    energy += own;
  }
  const least = energy / SECTORS / 8;
  if (energy === 0 || sides.filter((side) => side > least).length < LEAST_SECTORS) return undefined;
  let [inside, radius] = [0, 0];
  while (inside < WITHIN * energy) inside += rings[radius++]!;
  return { x: fit.x, y: fit.y, radius, energy };
}

/** One of twelve sectors, told by comparing coordinates alone. */
function sectorOf(x: number, y: number): number {
  const quarter = x >= 0 ? (y >= 0 ? 0 : 3) : y >= 0 ? 1 : 2;
  const [along, across] = quarter % 2 === 0 ? [Math.abs(x), Math.abs(y)] : [Math.abs(y), Math.abs(x)];
  const third = across * 1.7320508 < along ? 0 : across < along * 1.7320508 ? 1 : 2;
  return 3 * quarter + third;
}
