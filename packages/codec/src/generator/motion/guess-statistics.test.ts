import { describe, expect, it } from 'vitest';
import { leaves, pictureOf } from '../../../../../test/fixtures/drawings.js';
import { displacementScale, GRID_SIDES, gridSize, LIGHT_SCALE, OCTAVES } from '../../motion/index.js';
import { ModelError } from '../errors.js';
import type { Network, NetworkTensor } from '../network.js';
import { guessStatistics } from './guess-statistics.js';

const GRID = GRID_SIDES.indexOf(16);

/** A network that gives a value for each plane, row and column of a quarter of its scene; keeps what it was given. */
function fake(
  value: (plane: number, row: number, column: number) => number,
  asked: NetworkTensor[] = [],
  change: (shape: readonly number[]) => readonly number[] = (shape) => shape,
): Network {
  return {
    run({ scene }) {
      asked.push(scene!);
      const [high, wide] = [scene!.shape[2]! / 4, scene!.shape[3]! / 4];
      const data = Float32Array.from({ length: 2 * OCTAVES * high * wide }, (_, i) =>
        value(Math.floor(i / (high * wide)), Math.floor(i / wide) % high, i % wide),
      );
      return Promise.resolve({ strengths: { data, shape: change([1, 2 * OCTAVES, high, wide]) } });
    },
  };
}

const picture = (width: number, height: number) => pictureOf(width, height, leaves);

describe('guessStatistics', () => {
  it.each([
    [64, 64],
    [96, 64],
    [61, 130],
    [500, 37],
    [16, 16],
  ])('reads strengths of each place of a picture of %i x %i', async (width, height) => {
    const asked: NetworkTensor[] = [];
    const key = picture(width, height);
    const value = (plane: number, row: number, column: number): number =>
      0.1 + 0.2 * plane + 0.03 * row + 0.01 * column;
    const { displacement, light } = await guessStatistics(fake(value, asked), key, GRID);
    const size = gridSize(width, height, GRID);
    const side = (cells: number): number => 8 * Math.ceil(cells / 2);
    expect(asked.map(({ shape }) => shape)).toEqual([[1, 14, side(size.height), side(size.width)]]);
    expect(asked[0]!.data.every((number) => number >= -1 && number <= 1)).toBe(true);
    for (const [first, planes, { faint }] of [
      [0, displacement, displacementScale(key)],
      [OCTAVES, light, LIGHT_SCALE],
    ] as const) {
      expect(planes).toHaveLength(OCTAVES);
      for (const [octave, plane] of planes.entries()) {
        expect([plane.width, plane.height]).toEqual([size.width, size.height]);
        for (const [i, strength] of plane.data.entries()) {
          const octaves = value(first + octave, Math.floor(i / size.width), i % size.width);
          expect(strength).toBeCloseTo(faint * (2 ** octaves - 1), 4);
        }
      }
    }
  });

  it('keeps strengths between nothing and the most that there may be', async () => {
    const values = [-3, NaN, 40];
    const key = picture(64, 64);
    const { displacement, light } = await guessStatistics(
      fake((_plane, _row, column) => values[column % 3]!),
      key,
      GRID,
    );
    const most = displacementScale(key).most;
    for (const { data } of displacement) expect([...data.subarray(0, 3)]).toEqual([0, 0, most]);
    for (const { data } of light) expect([...data.subarray(0, 3)]).toEqual([0, 0, LIGHT_SCALE.most]);
  });

  it.each([
    ['a plane less', ([n, planes, ...rest]: readonly number[]) => [n!, planes! - 1, ...rest]],
    ['rows and columns changed', ([n, planes, high, wide]: readonly number[]) => [n!, planes!, wide!, high!]],
    ['no batch', ([, ...rest]: readonly number[]) => rest],
  ])('refuses a network that gives %s', async (_what, change) => {
    const guessed = guessStatistics(
      fake(() => 1, [], change),
      picture(96, 48),
      GRID,
    );
    await expect(guessed).rejects.toThrow(ModelError);
    await expect(guessed).rejects.toMatchObject({ code: 'BAD_MODEL' });
    await expect(guessed).rejects.toThrow('1x10x8x16');
  });

  it('refuses a network that gives something else', async () => {
    const other: Network = { run: () => Promise.resolve({}) };
    await expect(guessStatistics(other, picture(64, 64), GRID)).rejects.toThrow(/"strengths" but received none/);
  });
});
