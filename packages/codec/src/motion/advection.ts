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
 * same picture then comes back twice in each life, which the eye sees at once. So lives may stray: the middle of their ages
 * is up to a quarter of a life off, another one for each, and 0 only for the one that holds the key frame.
 */
import { composingKernels } from '../kernels/show/index.js';
import { createFlow, type Flow } from './flow/index.js';

/** Displacements for ages from `-reach` to `reach` frames, one map per whole frame, on the grid of the velocity. */
export interface Streamlines {
  /** Life of a phase in frames. */
  readonly period: number;
  readonly reach: number;
  /** `maps[reach + a]`: displacement in pixels at age `a`. */
  readonly maps: readonly Flow[];
}

/** Age and weight of one phase. */
export interface Phase {
  readonly age: number;
  readonly weight: number;
}

const SUBSTEPS = 2;
const f = Math.fround;
/** How far the middle of a life may lie from age 0, as a share of the life. */
const STRAY = 1 / 4;
/** 2^32 divided by the golden ratio, odd: multiples of it, modulo 2^32, lie evenly and neighbours far apart. */
const GOLDEN = 0x9e3779b1;

/**
 * Integrates the streamlines of a velocity field (midpoint rule, half a frame a step).
 * @param velocity pixels per frame on a grid that spans the picture
 * @param pixelsPerCell sides of a cell in pixels, x then y
 * @param lives as of {@link phasesAt}
 */
export function integrateStreamlines(
  velocity: Flow,
  period: number,
  pixelsPerCell: readonly [number, number],
  lives = 0,
): Streamlines {
  const reach = Math.ceil(period * (1 / 2 + (lives === 0 ? 0 : STRAY)));
  const forward = walk(velocity, reach, -1, pixelsPerCell);
  const backward = walk(velocity, reach, 1, pixelsPerCell);
  const rest = createFlow(velocity.width, velocity.height);
  return { period, reach, maps: [...backward.reverse(), rest, ...forward] };
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
 * @param lives of a phase that start elsewhere on their paths before all is as it was; 0 where none does
 */
export function phasesAt(period: number, t: number, lives = 0): readonly [Phase, Phase] {
  return [phase(period, t, 0, lives), phase(period, t + period / 2, 1, lives)];
}

function phase(period: number, t: number, which: 0 | 1, lives: number): Phase {
  const turns = t / period;
  const life = Math.round(turns);
  const age = (turns - life) * period;
  const weight = 1 - Math.abs((2 * age) / period);
  if (lives === 0) return { age, weight };
  const lived = Number.isFinite(lives) ? life - lives * Math.floor(life / lives) : life;
  return { age: age + STRAY * period * stray(2 * lived - which), weight };
}

/** From -1 to 1 for each whole number, 0 for 0. */
function stray(number: number): number {
  return Math.imul(number, GOLDEN) / 2 ** 31;
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
