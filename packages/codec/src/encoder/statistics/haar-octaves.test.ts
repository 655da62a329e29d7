import { describe, expect, it } from 'vitest';
import { OCTAVES } from '../../motion/index.js';
import { partOctaves } from './haar-octaves.js';
import { OctavePower } from './octave-power.js';

const FRAMES = 256;

/** Power by octave that is found in a wave of a frequency, of unit mean square, over places of all phases. */
function foundIn(cyclesPerFrame: number): number[] {
  const places = 32;
  const power = new OctavePower(places);
  for (let t = 0; t < FRAMES; t++) {
    power.add(
      Float32Array.from(
        { length: places },
        (_, i) => Math.SQRT2 * Math.cos(2 * Math.PI * (cyclesPerFrame * t + i / places)),
      ),
    );
  }
  return partOctaves(power.power().map((octave) => octave.reduce((sum, value) => sum + value, 0) / places));
}

describe('partOctaves', () => {
  it.each(Array.from({ length: OCTAVES }, (_, octave) => octave))(
    'finds a swing of octave %i there and hardly elsewhere',
    (octave) => {
      const found = foundIn(2 ** (0.5 - octave - 2));
      const elsewhere = found.reduce((sum, value, b) => sum + (b === octave ? 0 : value), 0);
      expect(found[octave]).toBeGreaterThan(0.6);
      expect(found[octave]).toBeLessThan(1.4);
      expect(elsewhere).toBeLessThan(0.35);
    },
  );

  it('takes a slow swing for no trembling', () => {
    expect(foundIn(1 / 48)[0]).toBeLessThan(0.01);
  });

  it('finds nothing in nothing, and nothing below zero', () => {
    expect(partOctaves([0, 0, 0, 0, 0])).toEqual([0, 0, 0, 0, 0]);
    expect(Math.min(...partOctaves([-3, -1, 0.5, -2, -4]))).toBeGreaterThanOrEqual(0);
  });
});
