import { afterEach, describe, expect, it } from 'vitest';
import { useKernels } from '../../kernels/index.js';
import { noPause, SeededNoise } from '../../math/index.js';
import { createFlow } from '../../motion/index.js';
import { createPlane, type Plane } from '../../picture/index.js';
import { createEvidence, gatherEvidence } from './photometric-evidence.js';
import { velocityCorrelation } from './velocity-correlation.js';

afterEach(() => void useKernels(true));

function noisy(width: number, height: number, row: number, level = 40): Plane {
  const plane = createPlane(width, height);
  const noise = new SeededNoise(11, row);
  for (let i = 0; i < plane.data.length; i++) plane.data[i] = 128 + level * noise.gaussian(i, 0);
  return plane;
}

describe('kernels of the analysis', () => {
  it.each([
    [40, 31, 10, 8],
    [65, 64, 16, 16],
    [33, 70, 2, 3],
  ])('gather the evidence of their twins at %i x %i on %i x %i cells', (width, height, gridWidth, gridHeight) => {
    const noise = new SeededNoise(2, 0);
    for (const scale of [0, 0.4, 6, 1e6]) {
      const flow = createFlow(gridWidth, gridHeight);
      for (let i = 0; i < flow.data.length; i++) flow.data[i] = scale * noise.gaussian(i, 0);
      const frame = noisy(width, height, 1, scale === 6 ? 1e20 : 40);
      const [kernel, twin] = [true, false].map((on) => {
        useKernels(on);
        const out = createEvidence(gridWidth * gridHeight);
        gatherEvidence(frame, noisy(width, height, 2), flow, 0.37, out);
        return out;
      });
      expect(kernel).toEqual(twin);
    }
  });

  it('correlate as their twins do', async () => {
    const planes = Array.from({ length: 9 }, (_, t) => noisy(70, 66, t));
    useKernels(true);
    const kernel = await velocityCorrelation(planes, noPause);
    useKernels(false);
    expect(kernel).toEqual(await velocityCorrelation(planes, noPause));
  });
});
