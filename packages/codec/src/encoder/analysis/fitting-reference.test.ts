import { describe, expect, it } from 'vitest';
import { createFlow, type Flow } from '../../motion/index.js';
import type { Plane } from '../../picture/index.js';
import { fittingReference } from './fitting-reference.js';

const SIDE = 16;
const plane = (level: number): Plane => ({
  width: SIDE,
  height: SIDE,
  data: new Float32Array(SIDE * SIDE).fill(level),
});

/** Flows on a 2x2 grid of which the right half moves by so many pixels to either side in turn. */
function flowsOf(pixels: number): Flow[] {
  return [1, -1, 1, -1].map((sign) => {
    const flow = createFlow(2, 2);
    flow.data.set([0, 0, 0, sign * pixels, 0, 0, 0, sign * pixels]);
    return flow;
  });
}

describe('fittingReference', () => {
  const [original, decoded] = [plane(100), plane(120)];
  const at = (pixels: number, x: number): number =>
    fittingReference(original, decoded, flowsOf(pixels)).data[3 * SIDE + x]!;

  it('is the original where nothing moves and the decoded picture where much does', () => {
    expect(at(5, 7)).toBe(100);
    expect(at(5, 8)).toBeCloseTo(120, 0);
  });

  it('is half of each at 0.4 pixels', () => {
    expect(at(0.4, 12)).toBeCloseTo(110, 3);
    expect(at(0.4, 2)).toBe(100);
  });

  it('changes neither picture', () => {
    at(5, 8);
    expect(original).toEqual(plane(100));
    expect(decoded).toEqual(plane(120));
  });
});
