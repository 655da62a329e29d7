import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RangeDecoder, RangeEncoder } from '../../bitstream/index.js';
import { forwardTime } from '../transform/time-transform.js';
import { quantiseSeries, SeriesCoder, seriesContexts } from './series-coder.js';

function make(): SeriesCoder {
  return new SeriesCoder(seriesContexts('mode'));
}

describe('SeriesCoder', () => {
  const series = fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.integer({ min: -4, max: 4 }) },
      { weight: 1, arbitrary: fc.integer({ min: -90_000, max: 90_000 }) },
    ),
    { minLength: 1, maxLength: 60 },
  );

  it('decodes what it encoded, several series on one set of contexts', () => {
    fc.assert(
      fc.property(fc.array(series, { minLength: 1, maxLength: 4 }), (all) => {
        const encoder = new RangeEncoder();
        const writer = make();
        for (const values of all) writer.code(encoder, Int32Array.from(values));
        const decoder = new RangeDecoder(encoder.finish());
        const reader = make();
        for (const values of all) {
          const out = new Int32Array(values.length);
          expect(reader.code(decoder, out)).toBe(true);
          expect([...out]).toEqual(values);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('refuses a length beyond the series', () => {
    const encoder = new RangeEncoder();
    make().code(
      encoder,
      Int32Array.from({ length: 30 }, () => 1),
    );
    const bytes = encoder.finish();
    expect(make().code(new RangeDecoder(bytes), new Int32Array(29))).toBe(false);
    expect(make().code(new RangeDecoder(bytes), new Int32Array(30))).toBe(true);
  });

  it('any bytes give a series or are refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const values = new Int32Array(1055);
        const coder = make();
        const decoder = new RangeDecoder(bytes);
        if (coder.code(decoder, values)) coder.code(decoder, values);
        expect(values.every((value) => Math.abs(value) <= 2 ** 21 + 6)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

describe('quantiseSeries', () => {
  const swing = forwardTime(
    'cosine',
    Float32Array.from({ length: 48 }, (_, t) => Math.sin(t / 3) + 0.3 * Math.sin(t * 1.1)),
  );
  const rateAndError = (lambda: number, motionWeight = 0): { bytes: number; error: number } => {
    const step = 0.1;
    const values = quantiseSeries('cosine', swing, step, 1, motionWeight, lambda);
    const encoder = new RangeEncoder();
    make().code(encoder, values);
    return {
      bytes: encoder.finish().length,
      error: swing.reduce((sum, c, i) => sum + (c - values[i]! * step) ** 2, 0),
    };
  };

  it('rounds where bits are free, and drops everything where they are dear', () => {
    const free = quantiseSeries('cosine', swing, 0.1, 1, 0, 0);
    expect([...free]).toEqual(Array.from(swing, (c) => Math.round(c / 0.1) + 0));
    expect(quantiseSeries('cosine', swing, 0.1, 1, 0, 1e6).every((value) => value === 0)).toBe(true);
  });

  it('rate falls and error grows with lambda', () => {
    const points = [0, 1e-3, 1e-2, 1e-1, 1].map((lambda) => rateAndError(lambda));
    for (let i = 1; i < points.length; i++) {
      expect(points[i]!.bytes).toBeLessThanOrEqual(points[i - 1]!.bytes);
      expect(points[i]!.error).toBeGreaterThanOrEqual(points[i - 1]!.error - 1e-9);
    }
    expect(points.at(-1)!.bytes).toBeLessThan(points[0]!.bytes / 2);
  });

  it('spends more on high frequencies where velocity counts', () => {
    expect(rateAndError(0.02, 20).bytes).toBeGreaterThan(rateAndError(0.02, 0).bytes);
  });
});
