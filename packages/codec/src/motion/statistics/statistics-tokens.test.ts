import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CorruptStreamError } from '../../bitstream/index.js';
import { GRID_SIDES, gridSize, STEP_COUNT } from '../tokens/motion-tokens.js';
import { readStatistics, writeStatistics } from './statistics-payload.js';
import { OCTAVES, type QuantisedStrength, type StatisticsTokens } from './statistics-tokens.js';

const [WIDTH, HEIGHT] = [96, 64];
const PLACE = { width: WIDTH, height: HEIGHT, index: 3, offset: 77 };
const MOST_LOOP = 1024;
const MOST_LEVEL = 15;
const NOTHING: StatisticsTokens = { grid: 0, loopFrames: 0, displacement: undefined, light: undefined };

/** Largest magnitude that a coefficient of a low band and of a detail may have. */
const LARGE = 2 ** 20;

interface Draft {
  readonly mapStep: number;
  readonly levels: readonly number[];
  /** Component, place and value of coefficients that are not 0. */
  readonly spots: readonly (readonly [number, number, number])[];
}

const draft: fc.Arbitrary<Draft | undefined> = fc.option(
  fc.record({
    mapStep: fc.nat({ max: STEP_COUNT - 1 }),
    levels: fc.array(fc.nat({ max: MOST_LEVEL }), { minLength: OCTAVES, maxLength: OCTAVES }),
    spots: fc.array(
      fc.tuple(
        fc.nat({ max: 1 }),
        fc.nat(),
        fc.oneof(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -LARGE, max: LARGE })),
      ),
      { maxLength: 30 },
    ),
  }),
  { nil: undefined },
);

function strengthOf(given: Draft | undefined, grid: number): QuantisedStrength | undefined {
  if (given === undefined) return undefined;
  const { width, height } = gridSize(WIDTH, HEIGHT, grid);
  const map = { x: new Int32Array(width * height), y: new Int32Array(width * height) };
  for (const [component, at, value] of given.spots) (component === 0 ? map.x : map.y)[at % map.x.length] = value;
  return { map, mapStep: given.mapStep, levels: given.levels };
}

const someTokens = fc
  .record({
    grid: fc.nat({ max: 3 }),
    loopFrames: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: MOST_LOOP })),
    displacement: draft,
    light: draft,
  })
  .map(({ grid, loopFrames, displacement, light }): StatisticsTokens => {
    return { grid, loopFrames, displacement: strengthOf(displacement, grid), light: strengthOf(light, grid) };
  });

/** Tokens that hold to their limits, or the one error that bytes may give. */
function withinLimits(bytes: Uint8Array): void {
  let tokens: StatisticsTokens;
  try {
    tokens = readStatistics(bytes, PLACE);
  } catch (error) {
    expect(error).toBeInstanceOf(CorruptStreamError);
    expect(error).toMatchObject({ group: PLACE.index, offset: PLACE.offset });
    return;
  }
  expect(tokens.grid).toBeLessThan(GRID_SIDES.length);
  expect(tokens.loopFrames >= 0 && tokens.loopFrames <= MOST_LOOP).toBe(true);
  for (const strength of [tokens.displacement, tokens.light]) {
    if (strength === undefined) continue;
    expect(strength.levels).toHaveLength(OCTAVES);
    expect(strength.levels.every((level) => level >= 0 && level <= MOST_LEVEL)).toBe(true);
    expect(strength.mapStep >= 0 && strength.mapStep < STEP_COUNT).toBe(true);
  }
}

describe('statistics of drawn motion', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(someTokens, (tokens) => {
        expect(readStatistics(writeStatistics(tokens, WIDTH, HEIGHT), PLACE)).toEqual(tokens);
      }),
      { numRuns: 80 },
    );
  });

  it('of nothing take no bytes', () => {
    expect(writeStatistics(NOTHING, WIDTH, HEIGHT)).toHaveLength(0);
    expect(readStatistics(new Uint8Array(0), PLACE)).toEqual(NOTHING);
  });

  it('of a few coefficients take a few bytes', () => {
    const strength = strengthOf(
      {
        mapStep: 34,
        levels: [9, 11, 12, 8, 0],
        spots: [
          [0, 0, 20],
          [0, 1, -3],
        ],
      },
      0,
    );
    const tokens = { ...NOTHING, loopFrames: 40, displacement: strength, light: strength };
    expect(writeStatistics(tokens, WIDTH, HEIGHT).length).toBeLessThan(30);
  });

  it('say of light what they say of displacements: contexts of maps begin anew', () => {
    const strength = strengthOf(
      {
        mapStep: 34,
        levels: [9, 11, 12, 8, 0],
        spots: [
          [0, 0, 40],
          [1, 5, -7],
        ],
      },
      1,
    );
    const one = { ...NOTHING, grid: 1, displacement: strength };
    const other = { ...NOTHING, grid: 1, light: strength };
    const [first, second] = [one, other].map((tokens) => writeStatistics(tokens, WIDTH, HEIGHT).length);
    expect(Math.abs(first! - second!)).toBeLessThanOrEqual(1);
  });

  it('of any bytes are tokens within their limits or a typed error that names the group', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 120 }), withinLimits), { numRuns: 300 });
    withinLimits(new Uint8Array(65_536).fill(255));
  });

  it('that end early are tokens within their limits or a typed error', () => {
    fc.assert(
      fc.property(someTokens, fc.nat(), (tokens, cut) => {
        const bytes = writeStatistics(tokens, WIDTH, HEIGHT);
        withinLimits(bytes.subarray(0, cut % (bytes.length + 1)));
      }),
      { numRuns: 80 },
    );
  });

  it('on a grid that is not defined are refused', () => {
    expect(() => readStatistics(Uint8Array.of(255), PLACE)).toThrow(/grid 7 of the statistics/);
  });
});
