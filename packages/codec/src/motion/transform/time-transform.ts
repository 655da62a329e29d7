/**
 * @file Transforms of time series. A group that starts and ends anywhere uses the orthonormal cosine transform
 * (DCT-II, Ahmed, Natarajan and Rao 1974); a loop uses the orthonormal real Fourier transform, whose every function
 * closes on itself, so that no quantiser can open a seam. Both are evaluated at any real time, which is what lets a
 * decoder choose its own frame rate.
 */

import { cosineOfTurns, sineOfTurns } from '../../math/index.js';

/** `cosine` for open groups, `fourier` for loops. */
export type TimeBasis = 'cosine' | 'fourier';

/** Value of orthonormal basis function `index` of `count` at time `t` in frames. */
export function basisValue(basis: TimeBasis, index: number, count: number, t: number): number {
  if (index === 0) return Math.sqrt(1 / count);
  if (basis === 'cosine') return Math.sqrt(2 / count) * cosineOfTurns(((t + 0.5) * index) / (2 * count));
  const harmonic = (index + 1) >> 1;
  const gain = 2 * harmonic === count ? Math.sqrt(1 / count) : Math.sqrt(2 / count);
  const turns = (harmonic * t) / count;
  return gain * ((index & 1) === 1 ? cosineOfTurns(turns) : sineOfTurns(turns));
}

/** Angular frequency of a basis function in radians per frame. */
export function basisFrequency(basis: TimeBasis, index: number, count: number): number {
  return basis === 'cosine' ? (Math.PI * index) / count : (2 * Math.PI * ((index + 1) >> 1)) / count;
}

/** Coefficients of a series of samples, one per frame. */
export function forwardTime(basis: TimeBasis, series: Float32Array): Float32Array {
  const count = series.length;
  const out = new Float32Array(count);
  for (let index = 0; index < count; index++) {
    let sum = 0;
    for (let t = 0; t < count; t++) sum += series[t]! * basisValue(basis, index, count, t);
    out[index] = sum;
  }
  return out;
}

/** Value at time `t` (frames, any real number) of the series that `coefficients` stand for; zeros cost nothing. */
export function seriesAt(basis: TimeBasis, coefficients: Float32Array, t: number): number {
  let sum = 0;
  for (let index = 0; index < coefficients.length; index++) {
    const c = coefficients[index]!;
    if (c !== 0) sum += c * basisValue(basis, index, coefficients.length, t);
  }
  return sum;
}
