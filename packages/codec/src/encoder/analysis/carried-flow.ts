import { clamp, mean, standardDeviation, type Breathe } from '../../math/index.js';
import { createFlow, type Flow } from '../../motion/index.js';
import { resamplePlane, type Plane } from '../../picture/index.js';
import type { SteadyFlow } from './steady-flow.js';
import { REACH, REST, SHRINK, SPAN, velocityCorrelation } from './velocity-correlation.js';

/** How much better than at rest, and than against the flow, texture must agree to begin to count and to count in full. */
const CARRIED_FROM = 0.03;
const CARRIED_AT = 0.12;
/** The same in standard deviations above the mean of all velocities: the highest of noise is 2.7 above it. */
const CLEAR_FROM = 3;
const CLEAR_AT = 3.5;
/** Slowest velocity that counts, in pixels of the analysis per frame. */
const SLOWEST = 0.5;
/** Least share of the picture that must be carried. */
const LEAST_AREA = 0.01;
/** Times that velocities are drawn to those around them. */
const ROUNDS = 3;
/** Blocks to either side that count as around. */
const AROUND = 2;
/** Square of the difference, in samples of the search and as a share of the velocity, at which another one counts half. */
const UNLIKE = 1;
const UNLIKE_SHARE = 0.04;
/** Share of the trust around a block that must agree with it, to count and to count in full. */
const DOUBTED = 0.2;
const BELIEVED = 0.5;

/** Velocity in samples of the search per frame, and trust from 0 to 1, of each block. */
interface BlockFlow {
  readonly velocity: Flow;
  readonly trust: Float32Array;
}

/**
 * The velocity at which texture is carried along, from the peaks of its correlation over a whole group; `undefined` where
 * next to nothing is. Finds what is fast and changes on its way, of up to 12 pixels per frame; what creeps
 * is left to {@link steadyFlow}.
 * @param planes luma of all frames at the resolution of the analysis
 * @param width of the grid of the mode maps
 * @param height of that grid
 * @param toPixels pixels of the full picture per pixel of the analysis
 */
export async function carriedFlow(
  planes: readonly Plane[],
  width: number,
  height: number,
  toPixels: number,
  breathe: Breathe,
): Promise<SteadyFlow | undefined> {
  const correlation = await velocityCorrelation(planes, breathe);
  if (correlation === undefined) return undefined;
  const { columns, rows, values } = correlation;
  const seen = peaks(values, columns, rows);
  let blocks = seen;
  for (let round = 0; round < ROUNDS; round++) blocks = drawnTogether(seen, blocks);
  const grid = (of: (block: number) => number): Float32Array =>
    resamplePlane({ width: columns, height: rows, data: blocks.trust.map((_, block) => of(block)) }, width, height)
      .data;
  const flowing = grid((block) => blocks.trust[block]!).map((share) => clamp(share, 0, 1));
  if (flowing.reduce((sum, share) => sum + share, 0) < LEAST_AREA * flowing.length) return undefined;
  const velocity = createFlow(width, height);
  for (const axis of [0, 1]) {
    const speeds = grid((block) => blocks.velocity.data[2 * block + axis]! * blocks.trust[block]! * SHRINK * toPixels);
    for (let cell = 0; cell < speeds.length; cell++) velocity.data[2 * cell + axis] = speeds[cell]!;
  }
  return { velocity, flowing };
}

/** Where texture is carried, that; elsewhere what flows steadily from frame to frame. */
export function carriedElseSteady(carried: SteadyFlow, steady: SteadyFlow | undefined): SteadyFlow {
  if (steady === undefined) return carried;
  const left = carried.flowing.map((share) => 1 - share);
  const data = carried.velocity.data.map((value, i) => value + left[i >> 1]! * steady.velocity.data[i]!);
  return {
    velocity: { ...carried.velocity, data },
    flowing: carried.flowing.map((share, i) => share + left[i]! * steady.flowing[i]!),
  };
}

/** The velocity at which each block agrees best, and how far that stands out. */
function peaks(values: Float32Array, columns: number, rows: number): BlockFlow {
  const size = SPAN * SPAN;
  const velocity = createFlow(columns, rows);
  const trust = new Float32Array(columns * rows);
  for (let block = 0; block < trust.length; block++) {
    const surface = values.subarray(block * size, (block + 1) * size);
    const best = surface.indexOf(surface.reduce((most, value) => Math.max(most, value)));
    const x = (best % SPAN) - REACH + vertex(surface, best, 1, best % SPAN);
    const y = Math.floor(best / SPAN) - REACH + vertex(surface, best, SPAN, Math.floor(best / SPAN));
    velocity.data.set([x, y], 2 * block);
    if (Math.hypot(x, y) * SHRINK < SLOWEST) continue;
    const above = surface[best]! - Math.max(surface[REST]!, highestAround(surface, size - 1 - best));
    const clear = (surface[best]! - mean(surface)) / (standardDeviation(surface) + 1e-9);
    trust[block] = rise(above, CARRIED_FROM, CARRIED_AT) * rise(clear, CLEAR_FROM, CLEAR_AT);
  }
  return { velocity, trust };
}

/** Highest value at a velocity and the eight next to it. */
function highestAround(surface: Float32Array, place: number): number {
  const column = place % SPAN;
  let highest = -Infinity;
  for (
    let row = Math.max(0, place - column - SPAN);
    row <= place - column + SPAN && row < surface.length;
    row += SPAN
  ) {
    for (let i = Math.max(0, column - 1); i <= Math.min(SPAN - 1, column + 1); i++)
      highest = Math.max(highest, surface[row + i]!);
  }
  return highest;
}

/** 0 up to `from`, 1 from `at` on, straight between. */
function rise(value: number, from: number, at: number): number {
  return clamp((value - from) / (at - from), 0, 1);
}

/** How far the vertex of the parabola through a peak and its neighbours along one axis is off the peak. */
function vertex(surface: Float32Array, peak: number, step: number, place: number): number {
  if (place === 0 || place === SPAN - 1) return 0;
  const before = surface[peak - step]!;
  const after = surface[peak + step]!;
  const bend = 2 * surface[peak]! - before - after;
  return bend <= 0 ? 0 : clamp((after - before) / (2 * bend), -0.5, 0.5);
}

/**
 * Means of the velocities seen around each block, by nearness, trust and likeness to its velocity of now. What is unlike
 * most around it loses its trust.
 */
function drawnTogether(seen: BlockFlow, { velocity }: BlockFlow): BlockFlow {
  const { width, height, data } = seen.velocity;
  const out = { velocity: createFlow(width, height), trust: new Float32Array(seen.trust.length) };
  for (let at = 0; at < out.trust.length; at++) {
    const x = at % width;
    const y = Math.floor(at / width);
    const vx = velocity.data[2 * at]!;
    const vy = velocity.data[2 * at + 1]!;
    const unlike = UNLIKE + UNLIKE_SHARE * (vx * vx + vy * vy);
    let [most, sum, sumX, sumY] = [0, 0, 0, 0];
    for (let j = Math.max(0, y - AROUND); j <= Math.min(height - 1, y + AROUND); j++) {
      for (let i = Math.max(0, x - AROUND); i <= Math.min(width - 1, x + AROUND); i++) {
        const other = j * width + i;
        const dx = data[2 * other]! - vx;
        const dy = data[2 * other + 1]! - vy;
        const near = Math.exp(-((i - x) ** 2 + (j - y) ** 2) / (AROUND * AROUND));
        const weight = (near * seen.trust[other]!) / (1 + (dx * dx + dy * dy) / unlike);
        most += near;
        sum += weight;
        sumX += weight * data[2 * other]!;
        sumY += weight * data[2 * other + 1]!;
      }
    }
    if (sum === 0) continue;
    out.velocity.data.set([sumX / sum, sumY / sum], 2 * at);
    out.trust[at] = rise(sum / most, DOUBTED, BELIEVED);
  }
  return out;
}
