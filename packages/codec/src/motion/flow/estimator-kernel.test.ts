import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { useKernels } from '../../kernels/index.js';
import { createPlane, type Plane } from '../../picture/index.js';
import { estimateByKernels } from './estimator-kernel.js';
import type { FlowQuality } from './estimator-settings.js';
import { FlowEstimator } from './estimator.js';
import { createFlow } from './flow.js';
import { preparePyramid } from './pyramid.js';

/** Noise, smooth waves, or both; now and then of one value, or of values beyond those of pictures. */
function picture(width: number, height: number, seed: number, kind: number): Plane {
  const plane = createPlane(width, height);
  let state = seed;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const noise = state / 2 ** 32;
      const wave = 120 + 80 * Math.sin(x / 3 + seed) * Math.cos(y / 4 - seed);
      plane.data[i] = [255 * noise, wave, wave + 20 * noise, 77, 1e6 * noise - 5e5][kind]!;
    }
  }
  return plane;
}

/** Index of the first byte at which two arrays differ, or -1. */
function firstDifference(a: Float32Array, b: Float32Array): number {
  const other = new Uint8Array(b.buffer);
  return new Uint8Array(a.buffer).findIndex((byte, i) => byte !== other[i]);
}

describe('the kernels of the flow estimator', () => {
  it('give what their twins give, bit for bit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 8, max: 58 }),
        fc.integer({ min: 8, max: 50 }),
        fc.tuple(fc.nat({ max: 4 }), fc.nat({ max: 4 })),
        fc.nat({ max: 1000 }),
        fc.nat({ max: 2 }),
        fc.constantFrom<FlowQuality>('fast', 'accurate'),
        fc.constantFrom(0, 0.3, 4, 1000, Infinity),
        (width, height, [kindA, kindB], seed, hintCount, quality, reach) => {
          const target = preparePyramid(picture(width, height, seed, kindA));
          const reference = preparePyramid(picture(width, height, seed + 0.4, kindB));
          const hints = Array.from({ length: hintCount }, (_, n) => {
            const hint = createFlow(width, height);
            for (let i = 0; i < hint.data.length; i++) hint.data[i] = reach * Math.sin(i * (0.37 + n) + seed);
            return hint;
          });
          const byKernels = createFlow(width, height);
          expect(estimateByKernels(target, reference, hints, quality, byKernels)).toBe(true);
          const before = useKernels(false);
          const byTwins = new FlowEstimator(width, height, quality).estimate(target, reference, hints);
          useKernels(before);
          expect(firstDifference(byKernels.data, byTwins.data)).toBe(-1);
        },
      ),
      { numRuns: 40 },
    );
  });
});
