import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cloneContexts, createContexts } from './adaptive-bit.js';
import { CostMeter } from './bit-coder.js';
import { MAX_MAGNITUDE, codeMagnitude, magnitudeContexts, magnitudeCost } from './integer-coding.js';
import { RangeDecoder, RangeEncoder } from './range-coder.js';

describe('range coder', () => {
  it('gives back any mix of adaptive and raw bits', () => {
    const step = fc.record({ context: fc.nat(3), bit: fc.nat(1), raw: fc.option(fc.nat(0xffffff)) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const encoder = new RangeEncoder();
        const writing = createContexts(4);
        for (const { context, bit, raw } of steps) {
          encoder.bit(writing, context, bit);
          if (raw !== null) encoder.raw(raw, 24);
        }
        const decoder = new RangeDecoder(encoder.finish());
        const reading = createContexts(4);
        for (const { context, bit, raw } of steps) {
          expect(decoder.bit(reading, context)).toBe(bit);
          if (raw !== null) expect(decoder.raw(0, 24)).toBe(raw);
        }
        expect(reading.probabilities).toEqual(writing.probabilities);
      }),
    );
  });

  it('ripples a carry through held 0xff bytes', () => {
    for (const lead of [0, 1]) {
      const encoder = new RangeEncoder();
      encoder.raw(lead, 1);
      for (let i = 0; i < 40; i++) encoder.raw(0x7fffff, 24);
      encoder.raw(0xffffff, 24);
      const decoder = new RangeDecoder(encoder.finish());
      expect(decoder.raw(0, 1)).toBe(lead);
      for (let i = 0; i < 40; i++) expect(decoder.raw(0, 24)).toBe(0x7fffff);
      expect(decoder.raw(0, 24)).toBe(0xffffff);
    }
  });

  it('comes within three percent and two bytes of the entropy of a skewed source', () => {
    const encoder = new RangeEncoder();
    const contexts = createContexts(1);
    let state = 1;
    let ones = 0;
    const total = 20000;
    for (let i = 0; i < total; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const bit = state / 2 ** 32 < 0.1 ? 1 : 0;
      ones += bit;
      encoder.bit(contexts, 0, bit);
    }
    const p = ones / total;
    const entropyBytes = (total * -(p * Math.log2(p) + (1 - p) * Math.log2(1 - p))) / 8;
    expect(encoder.finish().length).toBeLessThan(entropyBytes * 1.03 + 2);
  });

  it('writes nothing for a run of likely bits and decodes it from nothing', () => {
    const encoder = new RangeEncoder();
    const contexts = createContexts(1);
    for (let i = 0; i < 3; i++) encoder.bit(contexts, 0, 0);
    const bytes = encoder.finish();
    expect(bytes.length).toBe(0);
  });

  it('pins the bytes of a fixed sequence', () => {
    const encoder = new RangeEncoder();
    const contexts = createContexts(2);
    for (let i = 0; i < 64; i++) encoder.bit(contexts, i & 1, i % 3 === 0 ? 1 : 0);
    encoder.raw(0xabcdef, 24);
    expect(Buffer.from(encoder.finish()).toString('hex')).toMatchInlineSnapshot(`"8935fce4f7e277384b80ae"`);
  });
});

describe('magnitudes', () => {
  const values = fc.array(fc.oneof(fc.nat(20), fc.nat(MAX_MAGNITUDE)), { maxLength: 60 });

  it('round-trip with any prefix', () => {
    fc.assert(
      fc.property(values, fc.nat(14), (list, prefix) => {
        const encoder = new RangeEncoder();
        const writing = createContexts(magnitudeContexts(prefix));
        for (const value of list) codeMagnitude(encoder, writing, 0, prefix, value);
        const decoder = new RangeDecoder(encoder.finish());
        const reading = createContexts(magnitudeContexts(prefix));
        for (const value of list) expect(codeMagnitude(decoder, reading, 0, prefix, 0)).toBe(value);
      }),
    );
  });

  it('cost what the meter says, within its table precision', () => {
    fc.assert(
      fc.property(values, (list) => {
        const contexts = createContexts(magnitudeContexts(3));
        for (const value of list) {
          const meter = new CostMeter();
          const expected = magnitudeCost(contexts, 0, 3, value);
          codeMagnitude(meter, cloneContexts(contexts), 0, 3, value);
          // The meter adapts between bits of one value only in different contexts, so both agree exactly.
          expect(meter.bits).toBeCloseTo(expected, 5);
          codeMagnitude(new CostMeter(), contexts, 0, 3, value);
        }
      }),
    );
  });
});
