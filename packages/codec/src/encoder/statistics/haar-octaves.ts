/**
 * @file What Haar wavelets tell of octaves of frequency. A wavelet of one octave also sees slower motion, at half the
 * strength for each octave below: a slow swing is no jitter. So the powers that wavelets measure are parted again.
 */
import { OCTAVES } from '../../motion/index.js';

/** Frequencies of an octave that its gain is a mean of. */
const SAMPLES = 16;
/** Share of the largest power below which another one counts as nothing. */
const FAINT = 0.1;
/** Rounds of coordinate descent. */
const ROUNDS = 40;

/** Power that the wavelet of octave `row` measures of motion of unit power in octave `column`. */
const GAINS: readonly (readonly number[])[] = Array.from({ length: OCTAVES }, (_, row) =>
  Array.from({ length: OCTAVES }, (_unused, column) => gain(2 ** row, column)),
);

function gain(lag: number, octave: number): number {
  let sum = 0;
  for (let i = 0; i < SAMPLES; i++) {
    const f = Math.PI * 2 ** ((i + 0.5) / SAMPLES - octave - 2);
    sum += (Math.sin(f * lag) ** 2 / (lag * Math.sin(f))) ** 2;
  }
  return sum / SAMPLES;
}

/**
 * Power of motion in each octave: the least squares fit, none below zero, to what the wavelets of all octaves measured.
 * @param measured per octave, fastest first; may be below zero
 */
export function partOctaves(measured: readonly number[]): number[] {
  const power = measured.map(() => 0);
  const most = Math.max(...measured.map(Math.abs), 1e-9);
  const weight = measured.map((value) => 1 / (Math.abs(value) + FAINT * most));
  for (let round = 0; round < ROUNDS; round++) {
    for (let column = 0; column < OCTAVES; column++) {
      let above = 0;
      let below = 0;
      for (let row = 0; row < OCTAVES; row++) {
        const g = GAINS[row]![column]!;
        const rest = measured[row]! - power.reduce((sum, p, c) => sum + (c === column ? 0 : GAINS[row]![c]! * p), 0);
        above += weight[row]! ** 2 * g * rest;
        below += weight[row]! ** 2 * g * g;
      }
      power[column] = Math.max(0, above / Math.max(below, 1e-30));
    }
  }
  return power;
}
