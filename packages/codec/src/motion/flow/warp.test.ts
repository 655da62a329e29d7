import { describe, expect, it } from 'vitest';
import { createPlane } from '../../picture/index.js';
import { createFlow } from './flow.js';
import { warpPlane } from './warp.js';

function ramp(width: number, height: number): ReturnType<typeof createPlane> {
  const plane = createPlane(width, height);
  for (let p = 0; p < plane.data.length; p++) plane.data[p] = 3 * (p % width) + 2 * Math.floor(p / width);
  return plane;
}

describe('warpPlane', () => {
  it.each(['bilinear', 'bicubic'] as const)('reads the reference at x + flow(x), %s', (interpolation) => {
    const flow = createFlow(12, 10);
    for (let i = 0; i < flow.data.length; i += 2) {
      flow.data[i] = 1.25;
      flow.data[i + 1] = -0.5;
    }
    const warped = warpPlane(ramp(12, 10), flow, interpolation);
    for (let y = 3; y < 8; y++) {
      for (let x = 3; x < 8; x++) expect(warped.data[y * 12 + x]).toBeCloseTo(3 * (x + 1.25) + 2 * (y - 0.5), 4);
    }
  });

  it('repeats the border outside the reference', () => {
    const flow = createFlow(8, 8);
    flow.data.fill(100);
    expect(warpPlane(ramp(8, 8), flow, 'bicubic').data.every((value) => value === 35)).toBe(true);
  });

  it('rejects a flow of another size', () => {
    expect(() => warpPlane(ramp(8, 8), createFlow(8, 9))).toThrow('Expected 8x8 for flow size but received "8x9"');
  });
});
