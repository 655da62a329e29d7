import { describe, expect, it } from 'vitest';
import { mean, standardDeviation } from '../math/index.js';
import { boxMean, localDeviation, localLeast } from './local-statistics.js';
import { createPicture, type Picture } from './picture.js';
import {
  addGrain,
  grainAmount,
  grainCode,
  measureGrain,
  measuringSteps,
  NO_GRAIN,
  textureContrast,
} from './texture-grain.js';

const SIDE = 96;
/** Of the luma of a grained ramp: other samples would look the same, but a stream would show other pictures. */
const CHECKSUM = 1903385867;

function pictureOf(luma: (x: number, y: number) => number): Picture {
  const picture = createPicture(SIDE, SIDE);
  for (let y = 0, i = 0; y < SIDE; y++) for (let x = 0; x < SIDE; x++, i++) picture.y[i] = Math.round(luma(x, y));
  return picture;
}

/** Left half flat, right half coarse texture, as a decoder would show it. */
const halves = pictureOf((x, y) => (x < SIDE / 2 ? 120 : 120 + 25 * Math.sin(x * 0.9) * Math.cos(y * 0.8)));
const edge = pictureOf((x) => (x < SIDE / 2 ? 40 : 200));

function deviation(a: Picture, b: Picture, within: (x: number) => boolean): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < a.y.length; i++) {
    if (!within(i % SIDE)) continue;
    sum += (a.y[i]! - b.y[i]!) ** 2;
    count++;
  }
  return Math.sqrt(sum / count);
}

describe('local statistics', () => {
  const [width, height] = [7, 5];
  const samples = Float32Array.from({ length: width * height }, (_, i) => (i * 29) % 31);
  const windows = (radius: number): number[][] =>
    Array.from(samples, (_, i) => {
      const found: number[] = [];
      samples.forEach((value, j) => {
        const near =
          Math.abs((j % width) - (i % width)) <= radius &&
          Math.abs(Math.floor(j / width) - Math.floor(i / width)) <= radius;
        if (near) found.push(value);
      });
      return found;
    });

  it('are those of each window, cut off at the borders', () => {
    for (const radius of [1, 2, 4, 9]) {
      const expected = windows(radius);
      const means = boxMean(samples, width, height, radius);
      const deviations = localDeviation(samples, width, height, radius);
      const least = localLeast(samples, width, height, radius);
      expected.forEach((values, i) => {
        expect(means[i]).toBeCloseTo(mean(values), 4);
        expect(deviations[i]).toBeCloseTo(standardDeviation(values), 3);
        expect(least[i]).toBe(Math.min(...values));
      });
    }
  });
});

describe('texture grain', () => {
  it('is measured in steps that do not grow with the picture', () => {
    const stepsOf = (side: number): number => {
      const picture = createPicture(side, side);
      const work = measuringSteps(picture, picture);
      let steps = 0;
      while (work.next().done !== true) steps++;
      return steps;
    };
    expect(stepsOf(1024)).toBeGreaterThanOrEqual(30);
    expect(stepsOf(128)).toBe(0);
  });

  it('does not count a single edge as texture', () => {
    expect(Math.max(...textureContrast(edge))).toBeLessThan(0.01);
    expect(textureContrast(halves)[40 * SIDE + 72]).toBeGreaterThan(5);
  });

  it('has the strength that was asked for, in texture only', () => {
    const grained = addGrain(halves, { even: 0, textured: 0.5 }, 3);
    expect(deviation(grained, halves, (x) => x < SIDE / 2 - 8)).toBe(0);
    const contrast = textureContrast(halves)[40 * SIDE + 72]!;
    expect(deviation(grained, halves, (x) => x > SIDE / 2 + 12) / (0.5 * contrast)).toBeCloseTo(1, 0.7);
  });

  it('has mean 0, the deviation asked for, and no correlation between neighbours', () => {
    const flat = pictureOf(() => 120);
    const grained = addGrain(flat, { even: 6, textured: 0 }, 0);
    const noise = Float64Array.from(grained.y, (value) => value - 120);
    expect(Math.abs(mean(noise))).toBeLessThan(0.2);
    expect(deviation(grained, flat, () => true)).toBeCloseTo(6, 0);
    for (const step of [1, SIDE, SIDE + 1]) {
      const products = noise.map((value, i) => value * (noise[i + step] ?? 0));
      expect(Math.abs(mean(products)) / 36).toBeLessThan(0.04);
    }
  });

  it('is the same for the same seed, and its very samples do not change', () => {
    const sum = ({ y }: Picture): number => y.reduce((hash, value) => (Math.imul(hash, 31) + value) >>> 0, 0);
    const one = addGrain(halves, { even: 1, textured: 0.3 }, 7);
    expect(addGrain(halves, { even: 1, textured: 0.3 }, 7)).toEqual(one);
    expect(addGrain(halves, { even: 1, textured: 0.3 }, 8).y).not.toEqual(one.y);
    expect(
      sum(
        addGrain(
          pictureOf((x, y) => x + y),
          { even: 2, textured: 0.4 },
          0,
        ),
      ),
    ).toBe(CHECKSUM);
  });

  it('leaves chroma alone, and everything where there is none', () => {
    expect(addGrain(halves, NO_GRAIN, 1)).toBe(halves);
    expect(addGrain(halves, { even: 2, textured: 0 }, 1).u).toEqual(halves.u);
  });

  it('is measured as what was taken away', () => {
    const source = addGrain(halves, { even: 1.5, textured: 0.4 }, 5);
    const { even, textured } = measureGrain(source, halves);
    expect(even / 1.5).toBeGreaterThan(0.9);
    expect(even / 1.5).toBeLessThan(1.4);
    expect(textured / 0.4).toBeGreaterThan(0.9);
    expect(textured / 0.4).toBeLessThan(1.4);
  });

  it('is none where nothing was taken away, also from a flat picture', () => {
    const flat = pictureOf(() => 90);
    for (const picture of [halves, edge, flat]) expect(grainCode(measureGrain(picture, picture))).toBe(0);
    expect(grainCode(measureGrain(halves, addGrain(halves, { even: 3, textured: 0.5 }, 2)))).toBe(0);
    const noisy = addGrain(flat, { even: 2, textured: 0 }, 4);
    expect(grainAmount(grainCode(measureGrain(noisy, flat))).even).toBeGreaterThan(1.5);
  });

  it('fits a byte', () => {
    for (let code = 0; code < 256; code++) expect(grainCode(grainAmount(code))).toBe(code);
    expect(grainCode({ even: 99, textured: 99 })).toBe(255);
    expect(grainAmount(0)).toEqual(NO_GRAIN);
  });
});
