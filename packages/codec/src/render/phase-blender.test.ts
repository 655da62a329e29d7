import { describe, expect, it } from 'vitest';
import { standardDeviation } from '../math/index.js';
import { createFlow, type Flow } from '../motion/index.js';
import { createPicture } from '../picture/index.js';
import { PhaseBlender } from './phase-blender.js';

function noise(side: number): ReturnType<typeof createPicture> {
  const picture = createPicture(side, side);
  let state = 7;
  for (let i = 0; i < picture.y.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    picture.y[i] = 98 + (state >>> 24) / 4.25;
  }
  return picture;
}

function shift(dx: number): Flow {
  const flow = createFlow(16, 16);
  for (let i = 0; i < 256; i++) flow.data[2 * i] = dx;
  return flow;
}

describe('PhaseBlender', () => {
  it('changes nothing where both phases show the same place', () => {
    const key = noise(64);
    const { y } = new PhaseBlender(key).blend({ flow: shift(0), weight: 0.5 }, { flow: shift(0), weight: 0.5 });
    expect(y).toEqual(key.y);
  });

  it('keeps the contrast of unlike phases through the whole cross-fade', () => {
    const key = noise(64);
    const blender = new PhaseBlender(key);
    for (const weight of [0.1, 0.3, 0.5, 0.8]) {
      const { y } = blender.blend({ flow: shift(-9), weight }, { flow: shift(9), weight: 1 - weight });
      expect(standardDeviation(y) / standardDeviation(key.y)).toBeGreaterThan(0.88);
      expect(standardDeviation(y) / standardDeviation(key.y)).toBeLessThan(1.12);
    }
  });
});
