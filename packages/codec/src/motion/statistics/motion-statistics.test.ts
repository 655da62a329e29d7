import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gridSize, nearestStep, STEP_COUNT } from '../tokens/motion-tokens.js';
import {
  decodeStatistics,
  displacementScale,
  levelShares,
  LIGHT_SCALE,
  tiltShare,
  type MotionStatistics,
} from './motion-statistics.js';
import { readStatistics } from './statistics-payload.js';
import { OCTAVES, type QuantisedStrength } from './statistics-tokens.js';

type Size = readonly [width: number, height: number];
const someSize = fc.constantFrom<Size[]>([64, 64], [256, 144], [4096, 64]);
const EVEN = [12, 12, 12, 12, 12];

/** Strength whose map has these first coefficients. */
function strength(
  [width, height]: Size,
  { x, y = [], levels = EVEN, mapStep = nearestStep(1) }: Partial<QuantisedStrength> & { x: number[]; y?: number[] },
): QuantisedStrength {
  const size = gridSize(width, height, 0);
  const map = { x: new Int32Array(size.width * size.height), y: new Int32Array(size.width * size.height) };
  map.x.set(x);
  map.y.set(y);
  return { map, mapStep, levels };
}

function decoded(size: Size, displacement?: QuantisedStrength, light?: QuantisedStrength) {
  return decodeStatistics({ grid: 0, loopFrames: 0, displacement, light }, ...size);
}

/** Every strength is a number from 0 to the most of its kind. */
function withinLimits({ displacement, light }: MotionStatistics, [width, height]: Size): void {
  const kinds = [
    [displacement, displacementScale({ width, height })],
    [light, LIGHT_SCALE],
  ] as const;
  for (const [planes, { most }] of kinds) {
    expect(planes).toHaveLength(OCTAVES);
    for (const { data } of planes) expect(data.every((value) => value >= 0 && value <= most)).toBe(true);
  }
}

describe('decodeStatistics', () => {
  it('never gives more than the most, nor what is no number, whatever the integers', () => {
    const integer = fc.oneof(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }));
    const any = fc.record({
      x: fc.array(integer, { maxLength: 40 }),
      y: fc.array(integer, { maxLength: 40 }),
      mapStep: fc.nat({ max: STEP_COUNT - 1 }),
      levels: fc.array(fc.nat({ max: 15 }), { minLength: OCTAVES, maxLength: OCTAVES }),
    });
    fc.assert(
      fc.property(someSize, any, any, (size, displacement, light) => {
        withinLimits(decoded(size, strength(size, displacement), strength(size, light)), size);
      }),
      { numRuns: 100 },
    );
  });

  it('nor does it of any bytes', () => {
    fc.assert(
      fc.property(someSize, fc.uint8Array({ minLength: 8, maxLength: 80 }), (size, bytes) => {
        // The first grid, so that what follows is read.
        const own = Uint8Array.from([bytes[0]! & 31, ...bytes.subarray(1)]);
        const tokens = readStatistics(own, { width: size[0], height: size[1], index: 0, offset: 0 });
        withinLimits(decodeStatistics(tokens, ...size), size);
      }),
      { numRuns: 200 },
    );
  });

  it('gives nothing where nothing is said', () => {
    const { displacement, light } = decoded([64, 64]);
    expect([...displacement, ...light].every(({ data }) => data.every((value) => value === 0))).toBe(true);
  });

  it('gives strengths of both kinds by the logarithm, in pixels of the picture', () => {
    // The mean of a 16x16 map of 3 levels below its low band of 2x2.
    const x = Array.from({ length: 18 }, (_, i) => (i % 16 < 2 ? Math.round(2 * Math.sqrt(28.8906)) : 0));
    const tokens = strength([256, 256], { x });
    const small = decoded([256, 256], tokens, tokens);
    const total = (planes: MotionStatistics['light']): number =>
      Math.sqrt(planes.reduce((sum, { data }) => sum + data[0]! ** 2, 0));
    const octaves = x[0]! / Math.sqrt(28.8906);
    expect(total(small.displacement)).toBeCloseTo((2 ** octaves - 1) / 32, 3);
    expect(total(small.light)).toBeCloseTo((2 ** octaves - 1) / 2, 3);
    const large = decoded([1024, 1024], tokens);
    expect(total(large.displacement)).toBeCloseTo(4 * total(small.displacement), 3);
  });

  it('tilts the spectrum of a place towards fast or slow motion', () => {
    const fast = decoded([64, 64], strength([64, 64], { x: [20], y: [12] })).displacement;
    const slow = decoded([64, 64], strength([64, 64], { x: [20], y: [-12] })).displacement;
    for (let octave = 1; octave < OCTAVES; octave++) {
      expect(fast[octave]!.data[0]!).toBeLessThan(fast[octave - 1]!.data[0]!);
      expect(slow[octave]!.data[0]!).toBeGreaterThan(slow[octave - 1]!.data[0]!);
    }
  });
});

describe('shares of octaves', () => {
  it('are half an octave of strength to a level, and sum up to one in squares', () => {
    const [a, b, c] = levelShares([10, 12, 0, 0, 0]);
    expect(b! / a!).toBeCloseTo(2, 9);
    expect(c).toBe(0);
    expect(a! ** 2 + b! ** 2).toBeCloseTo(1, 9);
    expect(levelShares([0, 0, 0, 0, 0])).toEqual([0, 0, 0, 0, 0]);
  });

  it('are tilted about the middle one', () => {
    expect(Array.from({ length: OCTAVES }, (_, octave) => tiltShare(octave))).toEqual([1, 0.5, 0, -0.5, -1]);
  });
});
