import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { useKernels } from '../../kernels/index.js';
import { quarterKernel } from '../../kernels/encode/index.js';
import { shrinkArea } from './grey-plane.js';
import { disFlow, type GreyPlane } from './index.js';

/** Noise, smooth waves, both, black and white, or one value. */
function plane(width: number, height: number, seed: number, kind: number): GreyPlane {
  const data = new Uint8Array(width * height);
  let state = seed;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const noise = state / 2 ** 32;
      const wave = 120 + 80 * Math.sin(x / 5 + seed) * Math.cos(y / 7 - seed);
      data[i] = [255 * noise, wave, wave + 20 * noise, noise < 0.5 ? 0 : 255, 77][kind]!;
    }
  }
  return { width, height, data };
}

function byTwins<Result>(work: () => Result): Result {
  const before = useKernels(false);
  try {
    return work();
  } finally {
    useKernels(before);
  }
}

/** Index of the first byte at which two arrays differ, or -1. */
function firstDifference(a: Float32Array, b: Float32Array): number {
  const other = new Uint8Array(b.buffer);
  return new Uint8Array(a.buffer).findIndex((byte, i) => byte !== other[i]);
}

describe('the kernels of DIS', () => {
  it('give what their twins give, bit for bit', () => {
    const kind = fc.nat({ max: 4 });
    fc.assert(
      fc.property(
        fc.integer({ min: 8, max: 150 }),
        fc.integer({ min: 8, max: 90 }),
        fc.tuple(kind, kind),
        fc.nat({ max: 1000 }),
        fc.boolean(),
        (sideX, sideY, [kindA, kindB], seed, whole) => {
          const [width, height] = whole ? [4 * Math.ceil(sideX / 4), 4 * Math.ceil(sideY / 4)] : [sideX, sideY];
          const first = plane(width, height, seed, kindA);
          const second = plane(width, height, seed + 0.4, kindB);
          const flow = disFlow(first, second);
          const expected = byTwins(() => disFlow(first, second));
          expect(firstDifference(flow.data, expected.data)).toBe(-1);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('shrink by four as their twin does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 23 }), fc.integer({ min: 1, max: 5 }), fc.nat(), (width, height, seed) => {
        const from = plane(4 * width, 4 * height, seed, seed % 5);
        const out = new Uint8Array(width * height);
        expect(quarterKernel(from.data, width, height, out)).toBe(true);
        expect(out).toEqual(byTwins(() => shrinkArea(from, width, height)).data);
      }),
      { numRuns: 100 },
    );
  });
});
