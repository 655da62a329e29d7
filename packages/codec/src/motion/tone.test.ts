import { describe, expect, it } from 'vitest';
import { toneAt, type ToneHints } from './tone.js';
import { forwardTime } from './transform/time-transform.js';

/** A flash in every third frame, and a gain that falls. */
const FLASHES = Float32Array.from({ length: 12 }, (_, t) => (t % 3 === 1 ? 1 : 0));
const FALL = Float32Array.from({ length: 12 }, (_, t) => -t / 12);
const HINTS: ToneHints = {
  changes: [
    { gain: 0, offsets: [60, 1, -2] },
    { gain: 1, offsets: [0, 0, 0] },
  ],
  series: { basis: 'cosine', coefficients: [FLASHES, FALL].map((samples) => forwardTime('cosine', samples)) },
};

describe('toneAt', () => {
  it('is the sum of all changes at whole frames', () => {
    for (let t = 0; t < 12; t++) {
      const { gain, offsets } = toneAt(HINTS, t, 1);
      expect(gain).toBeCloseTo(1 - t / 12, 4);
      for (const [plane, level] of [60, 1, -2].entries()) expect(offsets[plane]).toBeCloseTo(level * FLASHES[t]!, 3);
    }
  });

  it('goes straight from one frame to the next: flashes do not ring', () => {
    for (let t = 0; t < 11; t++)
      for (const f of [0.25, 0.5, 0.75]) {
        const [a, b] = [toneAt(HINTS, t, 1), toneAt(HINTS, t + 1, 1)];
        const between = toneAt(HINTS, t + f, 1);
        expect(between.offsets[0]).toBeCloseTo((1 - f) * a.offsets[0] + f * b.offsets[0], 4);
        expect(between.gain).toBeCloseTo((1 - f) * a.gain + f * b.gain, 4);
      }
  });

  it('is nothing of no share', () => {
    expect(toneAt(HINTS, 4, 0)).toEqual({ gain: 1, offsets: [0, 0, 0] });
    expect(toneAt(HINTS, 4, 0.5).offsets[0]).toBeCloseTo(30, 3);
  });
});
