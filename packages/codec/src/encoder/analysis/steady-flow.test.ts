import { describe, expect, it } from 'vitest';
import { createFlow } from '../../motion/index.js';
import type { FrameFlow } from './frame-flow.js';
import { steadyFlow } from './steady-flow.js';

const SIDE = 32;
const GRID = 16;

/** Flow from frame to frame: the upper half as `above` says, the lower one as `below` does. */
function flowsOf(above: (t: number) => number, below: (t: number) => number, pairs = 10): FrameFlow[] {
  return Array.from({ length: pairs }, (_, t) => {
    const flow = createFlow(SIDE, SIDE);
    for (let i = 0; i < SIDE * SIDE; i++) flow.data[2 * i] = i < (SIDE * SIDE) / 2 ? above(t) : below(t);
    return { t, flow };
  });
}

const cell = (x: number, y: number): number => y * GRID + x;
const river = (): number => 1.5;
const tree = (t: number): number => 2 * Math.sin(2 * t);

describe('steadyFlow', () => {
  it('tells what flows from what swings', () => {
    const { velocity, flowing } = steadyFlow(flowsOf(tree, river), GRID, GRID, 2)!;
    expect(flowing[cell(5, 3)]).toBe(0);
    expect(flowing[cell(5, 12)]).toBe(1);
    expect(velocity).toMatchObject({ width: GRID, height: GRID });
    expect(velocity.data[2 * cell(5, 12)]).toBeCloseTo(3, 5);
    expect(velocity.data[2 * cell(5, 12) + 1]).toBe(0);
    expect(Math.abs(velocity.data[2 * cell(5, 3)]!)).toBeLessThan(0.1);
  });

  it('takes no notice of a few pairs that are wrong', () => {
    const glint = (t: number): number => (t === 4 ? -9 : 1.5);
    const { velocity } = steadyFlow(
      flowsOf(() => 0, glint, 20),
      GRID,
      GRID,
      1,
    )!;
    expect(velocity.data[2 * cell(5, 12)]).toBeGreaterThan(0.3);
  });

  it('finds none where all swings, creeps or stands, or is not seen long enough', () => {
    expect(steadyFlow(flowsOf(tree, tree), GRID, GRID, 1)).toBeUndefined();
    expect(
      steadyFlow(
        flowsOf(
          () => 0,
          () => 0.05,
        ),
        GRID,
        GRID,
        1,
      ),
    ).toBeUndefined();
    expect(
      steadyFlow(
        flowsOf(
          () => 0,
          () => 0,
        ),
        GRID,
        GRID,
        1,
      ),
    ).toBeUndefined();
    expect(steadyFlow(flowsOf(tree, river, 3), GRID, GRID, 1)).toBeUndefined();
  });
});
