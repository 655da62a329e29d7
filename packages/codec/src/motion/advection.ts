/**
 * @file Advection: texture carried along a steady velocity field.
 *
 * Rivers, clouds and smoke do not swing about a rest; they flow. Their displacement grows without bound, so no still
 * can be warped after them for long. What the eye follows, though, is the velocity, and that is steady: the texture of
 * the key picture is carried along the streamlines for a short life, in two phases half a life apart, each fading in
 * before the other has stretched (the flow visualisation of Neyret, "Advected textures", SCA 2003). A phase at age `a`
 * shows at x what lay at the place that flows to x in `a` frames:
 *
 *     D_a(x) = X(a) - x,   dX/ds = -v(X),   X(0) = x.
 *
 * Ages run from minus to plus half a life, so that every phase passes the undistorted key picture at full weight. The
 * same picture then comes back twice in each life, which the eye sees at once. So lives may stray: see `straying.ts`.
 */
import { composingKernels } from '../kernels/show/index.js';
import { createFlow, type Flow } from './flow/index.js';
import { STRAY, type Straying } from './straying.js';

/** Displacements for ages from `-reach` to `reach` frames, one map per whole frame, on the grid of the velocity. */
export interface Streamlines {
  /** Life of a phase in frames. */
  readonly period: number;
  readonly reach: number;
  /** `maps[reach + a]`: displacement in pixels at age `a`. */
  readonly maps: readonly Flow[];
}

/** One phase at one time. */
export interface Phase {
  /** Frames since the middle of its life, if that does not stray. */
  readonly age: number;
  readonly weight: number;
  /** Number of its life: even for the first phase, odd for the second, 0 for the one that holds the key frame. */
  readonly life: number;
}

const SUBSTEPS = 2;
const f = Math.fround;

/**
 * Integrates the streamlines of a velocity field (midpoint rule, half a frame a step).
 * @param velocity pixels per frame on a grid that spans the picture
 * @param pixelsPerCell sides of a cell in pixels, x then y
 * @param straying `by-place`: paths turn back at the borders of the picture
 */
export function integrateStreamlines(
  velocity: Flow,
  period: number,
  pixelsPerCell: readonly [number, number],
  straying: Straying = 'none',
): Streamlines {
  const reach = Math.ceil(period * (1 / 2 + (straying === 'none' ? 0 : STRAY)));
  const forward = walk(velocity, reach, -1, pixelsPerCell);
  const backward = walk(velocity, reach, 1, pixelsPerCell);
  const rest = createFlow(velocity.width, velocity.height);
  const maps = [...backward.reverse(), rest, ...forward];
  if (straying === 'by-place') for (const map of maps) turnBack(map, pixelsPerCell);
  return { period, reach, maps };
}

/**
 * Folds what leads out of the picture back into it, as mirrors at the borders would. What is carried in over a border
 * would otherwise be one row of samples, drawn out into streaks.
 */
function turnBack({ width, height, data }: Flow, [cellWidth, cellHeight]: readonly [number, number]): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = 2 * (y * width + x);
      data[at] = within((x + 0.5) * cellWidth, data[at]!, width * cellWidth);
      data[at + 1] = within((y + 0.5) * cellHeight, data[at + 1]!, height * cellHeight);
    }
  }
}

/** A displacement from a place along a side, folded once at each end of it, and no further than the other end. */
function within(place: number, displacement: number, side: number): number {
  const there = place + displacement;
  if (there < 0) return Math.min(-there, side) - place;
  return there > side ? Math.max(2 * side - there, 0) - place : displacement;
}

/** Displacements after 1, 2 ... `reach` frames along `sign` times the velocity. */
function walk(velocity: Flow, reach: number, sign: 1 | -1, [cellWidth, cellHeight]: readonly [number, number]): Flow[] {
  const { width, height } = velocity;
  const step = sign / SUBSTEPS;
  const perPixel = [1 / cellWidth, 1 / cellHeight] as const;
  const out = Array.from({ length: reach }, () => createFlow(width, height));
  const frames = out.map(({ data }) => data);
  if (composingKernels()?.walk(velocity, perPixel, SUBSTEPS, step, frames) !== true)
    walkPlainly(velocity, perPixel, step, frames);
  return out;
}

/** Twin of the kernel. */
function walkPlainly(
  velocity: Flow,
  cellsPerPixel: readonly [number, number],
  step: number,
  out: readonly Float32Array[],
): void {
  const { width, height } = velocity;
  const [across, down] = [f(cellsPerPixel[0]), f(cellsPerPixel[1])];
  const half = f(f(step) * 0.5);
  const v: [number, number] = [0, 0];
  let before = new Float32Array(width * height * 2);
  for (const here of out) {
    for (let cell = 0; cell < width * height; cell++) {
      const x = cell % width;
      const y = Math.floor(cell / width);
      let dx = before[2 * cell]!;
      let dy = before[2 * cell + 1]!;
      for (let i = 0; i < SUBSTEPS; i++) {
        sample(velocity, f(x + f(dx * across)), f(y + f(dy * down)), v);
        const [mx, my] = [f(dx + f(v[0] * half)), f(dy + f(v[1] * half))];
        sample(velocity, f(x + f(mx * across)), f(y + f(my * down)), v);
        dx = f(dx + f(v[0] * f(step)));
        dy = f(dy + f(v[1] * f(step)));
      }
      here[2 * cell] = dx;
      here[2 * cell + 1] = dy;
    }
    before = here as Float32Array<ArrayBuffer>;
  }
}

function sample({ width, height, data }: Flow, x: number, y: number, out: [number, number]): void {
  const cx = Math.min(Math.max(x, 0), width - 1);
  const cy = Math.min(Math.max(y, 0), height - 1);
  const x0 = Math.min(Math.floor(cx), width - 2);
  const y0 = Math.min(Math.floor(cy), height - 2);
  const fx = f(cx - x0);
  const fy = f(cy - y0);
  const a = (y0 * width + x0) * 2;
  const b = a + 2 * width;
  for (let axis = 0; axis < 2; axis++) {
    const left = f(data[a + axis]! + f(f(data[b + axis]! - data[a + axis]!) * fy));
    const right = f(data[a + 2 + axis]! + f(f(data[b + 2 + axis]! - data[a + 2 + axis]!) * fy));
    out[axis] = f(left + f(f(right - left) * fx));
  }
}

/**
 * The two phases at time `t`, in frames since the key picture: weights sum to 1.
 * @param lives of a phase before all is as it was
 */
export function phasesAt(period: number, t: number, lives = Infinity): readonly [Phase, Phase] {
  return [phase(period, t, 0, lives), phase(period, t + period / 2, 1, lives)];
}

function phase(period: number, t: number, which: 0 | 1, lives: number): Phase {
  const turns = t / period;
  const passed = Math.round(turns);
  const age = (turns - passed) * period;
  const weight = 1 - Math.abs((2 * age) / period);
  const lived = Number.isFinite(lives) ? passed - lives * Math.floor(passed / lives) : passed;
  return { age, weight, life: 2 * lived - which };
}

/** Adds the displacement at a real age to a flow on the same grid. */
export function addDisplacement({ maps, reach }: Streamlines, age: number, out: Flow): void {
  const position = Math.min(Math.max(age + reach, 0), 2 * reach);
  const lower = Math.min(Math.floor(position), 2 * reach - 1);
  const share = position - lower;
  const a = maps[lower]!.data;
  const b = maps[lower + 1]!.data;
  for (let i = 0; i < a.length; i++) out.data[i]! += a[i]! * (1 - share) + b[i]! * share;
}

/** As {@link addDisplacement}, at an age of its own in each cell. @param strays of the cells, in frames, added to `age` */
export function addStrayed({ maps, reach }: Streamlines, age: number, strays: Float32Array, out: Flow): void {
  const { data } = out;
  for (let cell = 0; cell < strays.length; cell++) {
    const position = Math.min(Math.max(age + strays[cell]! + reach, 0), 2 * reach);
    const lower = Math.min(Math.floor(position), 2 * reach - 1);
    const share = position - lower;
    const a = maps[lower]!.data;
    const b = maps[lower + 1]!.data;
    const x = 2 * cell;
    data[x]! += a[x]! * (1 - share) + b[x]! * share;
    data[x + 1]! += a[x + 1]! * (1 - share) + b[x + 1]! * share;
  }
}
