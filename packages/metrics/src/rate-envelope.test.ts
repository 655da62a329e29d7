import { describe, expect, it } from 'vitest';
import { bdRate, bdRateOfFamilies, figureAtRate, rateAtQualityOfFamilies } from './index.js';

const ours = [
  { rate: 2, quality: 0.4 },
  { rate: 4, quality: 0.3 },
  { rate: 8, quality: 0.2 },
];
const plain = [
  { rate: 4, quality: 0.4 },
  { rate: 8, quality: 0.3 },
  { rate: 16, quality: 0.2 },
];
/** Cheaper than `plain` for good quality, dearer for bad. */
const other = [
  { rate: 6, quality: 0.36 },
  { rate: 8, quality: 0.28 },
  { rate: 10, quality: 0.2 },
];

describe('bdRateOfFamilies', () => {
  it('is the BD-rate where each codec has one setting', () => {
    expect(bdRateOfFamilies([plain], [ours], 'lower')).toEqual(bdRate(plain, ours, 'lower'));
    expect(bdRateOfFamilies([plain], [[]], 'lower')).toEqual({ kind: 'too-few-points' });
  });

  it('counts a second setting only where it is the better one', () => {
    const alone = bdRateOfFamilies([plain], [ours], 'lower');
    const both = bdRateOfFamilies([plain, other], [ours], 'lower');
    const worse = bdRateOfFamilies(
      [plain, plain.map(({ rate, quality }) => ({ rate: 1.5 * rate, quality }))],
      [ours],
      'lower',
    );
    if (alone.kind !== 'measured' || both.kind !== 'measured' || worse.kind !== 'measured')
      throw new Error('curves overlap');
    expect(alone.percent).toBeCloseTo(-50, 6);
    expect(worse.percent).toBeCloseTo(-50, 6);
    expect(both.percent).toBeGreaterThan(-45);
    expect(both.percent).toBeLessThan(-20);
    expect(both.overlap).toEqual([0.4, 0.2]);
  });

  it('never needs more for a worse quality: an encode that is better is at hand', () => {
    const late = [
      { rate: 4.5, quality: 0.25 },
      { rate: 9, quality: 0.2 },
    ];
    expect(rateAtQualityOfFamilies([plain, late], 0.3, 'lower')).toEqual({ kind: 'equal', rate: 4.5 });
    expect(rateAtQualityOfFamilies([plain, late], 0.4, 'lower')).toEqual({ kind: 'equal', rate: 4 });
    expect(rateAtQualityOfFamilies([plain, late], 0.1, 'lower')).toEqual({ kind: 'above', rate: 16 });
  });
});

describe('figureAtRate', () => {
  it('is linear in the logarithm of the rate, of the better setting', () => {
    expect(figureAtRate([plain], Math.sqrt(32), 'lower')).toBeCloseTo(0.35, 9);
    expect(figureAtRate([plain, other], 8, 'lower')).toBeCloseTo(0.28, 9);
    expect(figureAtRate([plain, other], 8, 'higher')).toBeCloseTo(0.3, 9);
  });

  it('has no answer beyond the encodes, but takes one that is nearly there', () => {
    expect(figureAtRate([plain], 3, 'lower')).toBeUndefined();
    expect(figureAtRate([plain], 20, 'lower')).toBeUndefined();
    expect(figureAtRate([plain], 3.95, 'lower')).toBe(0.4);
    expect(figureAtRate([plain], 16.2, 'lower')).toBe(0.2);
    expect(figureAtRate([plain, other], 5, 'lower')).toBeCloseTo(0.4 - 0.1 * Math.log2(5 / 4), 9);
  });
});
