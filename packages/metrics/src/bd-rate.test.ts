import { describe, expect, it } from 'vitest';
import { bdRate, frontOf, pchip, rateAtQuality, type RatePoint } from './index.js';

const points = (rates: readonly number[], qualities: readonly number[]): RatePoint[] =>
  rates.map((rate, i) => ({ rate, quality: qualities[i]! }));

/** Example of the package `bjontegaard` (FAU-LMS): x265 at two presets, bit/s in thousands and dB. */
const X265_ANCHOR = points([9487.76, 4593.6, 2486.44, 1358.24], [40.037, 38.615, 36.845, 34.851]);
const X265_TEST = points([9787.8, 4469, 2451.52, 1356.24], [40.121, 38.651, 36.97, 34.987]);
/** Example of the widely used script `bjontegaard_metric.py`. */
const SCRIPT_ANCHOR = points([686.76, 309.58, 157.11, 85.95], [40.28, 37.18, 34.24, 31.42]);
const SCRIPT_TEST = points([893.34, 407.8, 204.93, 112.75], [40.39, 37.21, 34.17, 31.24]);

/** JCTVC-E137, class A at intra high efficiency, as in the tests of VMAF, which also give the BD-rate by PCHIP. */
const E137_ANCHOR = points([108048.8736, 61279.976, 33905.6656, 18883.6928], [43.6471, 40.3953, 37.247, 34.2911]);
const E137_TEST = points([108061.2784, 61299.9936, 33928.7472, 18910.912], [43.6768, 40.4232, 37.2761, 34.3147]);

const percentOf = (anchor: readonly RatePoint[], test: readonly RatePoint[]) => {
  const result = bdRate(anchor, test, 'higher');
  return result.kind === 'measured' ? result.percent : undefined;
};

describe('pchip', () => {
  it('passes through its points and keeps a straight line straight', () => {
    const line = pchip([0, 1, 3, 4], [1, 3, 7, 9]);
    expect(line.at(2)).toBeCloseTo(5, 12);
    expect(line.integral(0, 4)).toBeCloseTo(20, 12);
    const curve = pchip([0, 1, 2, 4], [0, 5, 6, 6.5]);
    for (const [x, y] of [
      [0, 0],
      [1, 5],
      [2, 6],
      [4, 6.5],
    ] as const)
      expect(curve.at(x)).toBeCloseTo(y, 12);
  });

  it('does not overshoot where a polynomial would', () => {
    const curve = pchip([0, 1, 2, 3], [0, 0, 10, 10]);
    for (let x = 0; x <= 3; x += 0.05) expect(curve.at(Math.min(x, 3))).toBeGreaterThanOrEqual(-1e-12);
    expect(curve.at(2.5)).toBeLessThanOrEqual(10 + 1e-12);
  });

  it('is not defined outside its points', () => {
    expect(() => pchip([0, 1], [0, 1]).at(1.01)).toThrow('Expected a number from 0 to 1 for x but received 1.01');
  });
});

describe('bdRate', () => {
  it('gives the values that SciPy gives for the published examples with PCHIP', () => {
    expect(percentOf(X265_ANCHOR, X265_TEST)).toBeCloseTo(-4.417485350589045, 9);
    expect(percentOf(SCRIPT_ANCHOR, SCRIPT_TEST)).toBeCloseTo(31.379878202397627, 9);
  });

  it('gives the published value for the curves of JCTVC-E137', () => {
    expect(percentOf(E137_ANCHOR, E137_TEST)).toBeCloseTo(-0.465215420752807, 10);
  });

  it('is exact for a constant rate factor, both ways round', () => {
    const half = X265_ANCHOR.map(({ rate, quality }) => ({ rate: rate / 2, quality }));
    expect(percentOf(X265_ANCHOR, half)).toBeCloseTo(-50, 9);
    expect(percentOf(half, X265_ANCHOR)).toBeCloseTo(100, 9);
  });

  it('reads qualities where lower is better', () => {
    const negate = (all: readonly RatePoint[]) => all.map(({ rate, quality }) => ({ rate, quality: -quality }));
    const result = bdRate(negate(X265_ANCHOR), negate(X265_TEST), 'lower');
    expect(result).toMatchObject({ kind: 'measured' });
    expect(result.kind === 'measured' && result.percent).toBeCloseTo(-4.417485350589045, 9);
  });

  it('says which curve is better where they do not overlap', () => {
    const better = points([5, 10], [50, 60]);
    expect(bdRate(X265_ANCHOR, better, 'higher')).toEqual({ kind: 'no-overlap', test: 'better' });
    expect(bdRate(better, X265_ANCHOR, 'higher')).toEqual({ kind: 'no-overlap', test: 'worse' });
    expect(bdRate([], better, 'higher')).toEqual({ kind: 'too-few-points' });
  });

  it('compares rates at one quality where a codec does not get better with rate', () => {
    const flat = points([2, 4, 8], [38.615, 38.6, 38.5]);
    expect(bdRate(X265_ANCHOR, flat, 'higher')).toEqual({
      kind: 'measured',
      percent: expect.closeTo(100 * (2 / 4593.6 - 1), 6) as number,
      overlap: [38.615, 38.615],
      covered: 0,
    });
    expect(bdRate(flat, X265_ANCHOR, 'higher')).toMatchObject({
      kind: 'measured',
      percent: expect.closeTo(100 * (4593.6 / 2 - 1), 3) as number,
    });
    expect(bdRate(flat, points([3], [50]), 'higher')).toEqual({ kind: 'no-overlap', test: 'better' });
  });
});

describe('frontOf', () => {
  it('keeps what no other point beats', () => {
    const mixed = points([1, 2, 2, 3, 4], [10, 9, 11, 10.5, 12]);
    expect(frontOf(mixed, 'higher')).toEqual(points([1, 2, 4], [10, 11, 12]));
    expect(frontOf(mixed, 'lower')).toEqual(points([1, 2], [10, 9]));
  });
});

describe('rateAtQuality', () => {
  it('interpolates inside the points and gives bounds outside', () => {
    expect(rateAtQuality(X265_ANCHOR, 38.615, 'higher')).toEqual({
      kind: 'equal',
      rate: expect.closeTo(4593.6, 6) as number,
    });
    expect(rateAtQuality(X265_ANCHOR, 41, 'higher')).toEqual({ kind: 'above', rate: 9487.76 });
    expect(rateAtQuality(X265_ANCHOR, 30, 'higher')).toEqual({ kind: 'below', rate: 1358.24 });
    expect(rateAtQuality(points([1, 2], [10, 9]), 11, 'higher')).toEqual({ kind: 'above', rate: 2 });
    expect(rateAtQuality([], 30, 'higher')).toEqual({ kind: 'unknown' });
  });
});
