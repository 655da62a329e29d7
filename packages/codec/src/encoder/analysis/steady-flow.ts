import { createFlow, type Flow } from '../../motion/index.js';
import { gatherFlow } from './gather-flow.js';
import type { FrameFlow } from './frame-flow.js';

/** A steady velocity field worth trying: what a river does and a tree does not. */
export interface SteadyFlow {
  /** Pixels of the full picture per frame, on the grid of the mode maps. */
  readonly velocity: Flow;
  /** How much each cell flows rather than swings, 0 to 1. */
  readonly flowing: Float32Array;
}

/** Share of the energy of frame-to-frame flow that must be steady, in the cells that flow. */
const STEADY_SHARE = 0.45;
/** Speeds, in pixels of the analysis per frame, between which a cell begins to count as flowing. */
const FLOWING_FROM = 0.08;
const FLOWING_AT = 0.3;
/** Least share of the picture that must flow. */
const LEAST_AREA = 0.02;

/**
 * The mean flow from frame to frame, where it is steady over the group; `undefined` where next to nothing is.
 * @param toPixels pixels of the full picture per pixel of the analysis
 */
export function steadyFlow(
  originals: readonly FrameFlow[],
  width: number,
  height: number,
  toPixels: number,
): SteadyFlow | undefined {
  const flows = originals.map(({ flow }) => gatherFlow(flow, width, height, 1));
  if (flows.length < 4) return undefined;
  const velocity = createFlow(width, height);
  const flowing = new Float32Array(width * height);
  let area = 0;
  for (let cell = 0; cell < flowing.length; cell++) {
    const xs = flows.map(({ data }) => data[2 * cell]!);
    const ys = flows.map(({ data }) => data[2 * cell + 1]!);
    const vx = trimmedMean(xs);
    const vy = trimmedMean(ys);
    const steady = vx * vx + vy * vy;
    const total = xs.reduce((sum, x, i) => sum + x * x + ys[i]! * ys[i]!, 0) / xs.length;
    const share = Math.min(1, Math.max(0, (steady / (total + 1e-9) - STEADY_SHARE / 2) / (STEADY_SHARE / 2)));
    const speed = Math.min(1, Math.max(0, (Math.sqrt(steady) - FLOWING_FROM) / (FLOWING_AT - FLOWING_FROM)));
    flowing[cell] = share * speed;
    area += flowing[cell]!;
    velocity.data[2 * cell] = vx * share * toPixels;
    velocity.data[2 * cell + 1] = vy * share * toPixels;
  }
  return area / flowing.length < LEAST_AREA ? undefined : { velocity, flowing };
}

/** Mean without the two outermost fifths. */
function trimmedMean(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const cut = Math.floor(sorted.length / 5);
  const kept = sorted.slice(cut, sorted.length - cut);
  return kept.reduce((sum, value) => sum + value, 0) / kept.length;
}
