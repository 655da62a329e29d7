import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { useKernels } from '../../kernels/index.js';
import { warpPlaneKernel } from '../../kernels/encode/index.js';
import { createPlane } from '../../picture/index.js';
import { createFlow } from './flow.js';
import { warpPlane } from './warp.js';

describe('the kernel of warpPlane', () => {
  it('gives what its twin gives, bit for bit', () => {
    const sample = fc.float({ min: -1000, max: 1000, noNaN: true });
    const shift = fc.oneof(
      fc.float({ min: -4, max: 4, noNaN: true }),
      fc.constantFrom(0, -0, 0.5, 1e-30, 70, -1e9, Infinity, -Infinity),
    );
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 19 }), fc.integer({ min: 1, max: 9 }), fc.gen(), (width, height, draw) => {
        const reference = createPlane(width, height);
        const flow = createFlow(width, height);
        reference.data.set(Array.from(reference.data, () => draw(() => sample)));
        flow.data.set(Array.from(flow.data, () => draw(() => shift)));
        const byKernel = createPlane(width, height);
        expect(warpPlaneKernel(reference, flow.data, byKernel)).toBe(true);
        const before = useKernels(false);
        const byTwin = warpPlane(reference, flow);
        useKernels(before);
        expect(byKernel.data).toEqual(byTwin.data);
      }),
      { numRuns: 100 },
    );
  });

  it('leaves planes that are narrower than a vector to the twin', () => {
    const reference = createPlane(3, 5);
    expect(warpPlaneKernel(reference, createFlow(3, 5).data, createPlane(3, 5))).toBe(false);
    expect(warpPlane(reference, createFlow(3, 5)).data).toEqual(reference.data);
  });
});
