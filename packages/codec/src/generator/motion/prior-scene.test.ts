import { describe, expect, it } from 'vitest';
import { pictureOf } from '../../../../../test/fixtures/drawings.js';
import { decodeHints, NO_MOTION, OCTAVES } from '../../motion/index.js';
import { keyPlanes, placePlanes, priorScene } from './prior-scene.js';

const grey = (width: number, height: number, luma: (x: number, y: number) => number) => pictureOf(width, height, luma);

describe('keyPlanes', () => {
  it('has the four pixels of each cell in planes of their own', () => {
    const key = grey(8, 4, (x, y) => 40 + 10 * (x % 2) + 20 * (y % 2));
    const planes = keyPlanes(key, { width: 4, height: 2 });
    expect(planes).toHaveLength(12);
    for (const [plane, data] of planes.entries()) {
      const luma = 40 + 10 * (plane % 2) + 20 * ((plane >> 1) % 2);
      expect(data).toHaveLength(8);
      for (const value of data) expect(127.5 * (value + 1)).toBeCloseTo(luma, 0);
    }
  });

  it('averages the pixels of larger pictures, also where sides do not divide', () => {
    const even = keyPlanes(
      grey(61, 47, (x) => (x < 30 ? 50 : 200)),
      { width: 5, height: 4 },
    );
    for (const plane of even) {
      expect(127.5 * (plane[0]! + 1)).toBeCloseTo(50, 0);
      expect(127.5 * (plane[4]! + 1)).toBeCloseTo(200, 0);
    }
  });

  it('has no holes where a picture has fewer pixels than the grid', () => {
    for (const [width, height] of [
      [16, 16],
      [40, 8],
      [300, 7],
    ] as const)
      for (const plane of keyPlanes(
        grey(width, height, () => 100),
        { width: 32, height: 9 },
      ))
        for (const value of plane) expect(127.5 * (value + 1)).toBeCloseTo(100, 0);
  });
});

describe('placePlanes', () => {
  it('runs from -1 to 1 along each side', () => {
    const [x, y] = placePlanes({ width: 3, height: 2 });
    expect([...x!]).toEqual([-1, 0, 1, -1, 0, 1]);
    expect([...y!]).toEqual([-1, -1, -1, 1, 1, 1]);
    expect(placePlanes({ width: 1, height: 1 }).map(([value]) => value)).toEqual([0, 0]);
  });
});

describe('priorScene', () => {
  it('holds key picture, strengths, hints and places in order', () => {
    const size = { width: 8, height: 8 };
    const key = grey(64, 64, () => 128);
    const hints = decodeHints(NO_MOTION, 64, 64, 20);
    const strengths = Array.from({ length: OCTAVES }, (_, octave) => new Float32Array(64).fill(octave));
    const { data, shape } = priorScene(key, strengths, hints, size);
    expect(shape).toEqual([1, 23, 8, 8]);
    const plane = (index: number): number[] => [...data.subarray(64 * index, 64 * index + 64)];
    for (let octave = 0; octave < OCTAVES; octave++)
      for (const value of plane(12 + octave)) expect(value).toBeCloseTo(Math.log2(1 + 32 * octave) / 4, 5);
    for (let hint = 17; hint < 21; hint++) expect(plane(hint).every((value) => value === 0)).toBe(true);
    expect([plane(21)[0], plane(21)[63], plane(22)[0], plane(22)[63]]).toEqual([-1, 1, -1, 1]);
  });
});
