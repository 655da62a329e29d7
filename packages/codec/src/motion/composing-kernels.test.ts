import { describe, expect, it } from 'vitest';
import { bothWays } from '../../../../test/fixtures/both-ways.js';
import { combineModesKernel, composeWith, walkKernel } from '../kernels/show/index.js';
import { SeededNoise } from '../math/index.js';
import { integrateStreamlines } from './advection.js';
import { createFlow, type Flow } from './flow/index.js';
import { combineModes } from './motion-field.js';

const noise = new SeededNoise(11, 0);
const drawn = (width: number, height: number, row: number): Flow => ({
  width,
  height,
  data: Float32Array.from({ length: 2 * width * height }, (_, i) => 3 * noise.gaussian(i, row)),
});

composeWith({ combineModes: combineModesKernel, walk: walkKernel });

describe('kernels of composing', () => {
  it.each([0, 1, 7])('sum %d modes as their twin does, bit for bit', (count) => {
    const maps = Array.from({ length: count }, (_, k) => drawn(10, 6, k));
    const weights = Float32Array.from({ length: count }, (_, k) => (k === 2 ? 0 : noise.gaussian(k, 20)));
    const [fast, plain] = bothWays(() => {
      const out = drawn(10, 6, 30);
      combineModes(maps, weights, out);
      return out;
    });
    expect(fast).toEqual(plain);
  });

  it('walk along velocities as their twin does, bit for bit', () => {
    const velocity = drawn(11, 7, 40);
    velocity.data[0] = 1e6;
    const [fast, plain] = bothWays(() => integrateStreamlines(velocity, 12, [3.7, 4.2], 'by-place'));
    expect(fast).toEqual(plain);
  });

  it('leave a flow of no cells as it is', () => {
    const out = createFlow(0, 0);
    combineModes([], new Float32Array(0), out);
    expect(out.data).toHaveLength(0);
  });
});
