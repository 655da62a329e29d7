import { describe, expect, it } from 'vitest';
import type { GreyPlane } from 'dynamics-codec/motion';
import { SeededNoise } from 'dynamics-codec/math';
import { repetition } from './repetition.js';

const SIDE = 24;

/** A picture of noise that a number decides. */
function picture(number: number): GreyPlane {
  const noise = new SeededNoise(1, number);
  const data = Uint8Array.from({ length: SIDE * SIDE }, (_, i) => 128 + 40 * noise.uniform(i % SIDE, i / SIDE));
  return { width: SIDE, height: SIDE, data };
}

function clip(frames: number, numberAt: (t: number) => number): GreyPlane[] {
  return Array.from({ length: frames }, (_, t) => picture(numberAt(t)));
}

describe('repetition', () => {
  it('is 1 at the period of a clip that comes back, however often', () => {
    expect(repetition(clip(60, (t) => t % 23))).toEqual({ likeness: expect.closeTo(1, 9) as number, frames: 23 });
    expect(repetition(clip(60, (t) => t % 12)).frames).toBe(24);
  });

  it('is small where no frame comes back, and 1 where all are one', () => {
    expect(repetition(clip(60, (t) => t)).likeness).toBeLessThan(0.2);
    expect(repetition(clip(40, () => 7)).likeness).toBe(1);
  });

  it('asks for enough frames', () => {
    expect(() => repetition(clip(27, (t) => t))).toThrow(/at least 28 for the number of frames/);
  });
});
