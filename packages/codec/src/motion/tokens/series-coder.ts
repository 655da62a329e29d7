/**
 * @file Syntax of time series and their rate-distortion-optimised quantisation. A series is the position of its last
 * coefficient that is not zero, then the coefficients in rising frequency. Magnitudes are coded in contexts of frequency and
 * of what neighbouring frequencies lead to expect, here and in the series before: modes of one scene share frequencies. Signs
 * are coded in contexts of the two signs before: a frequency between two of the basis, and a trend, leave signs that
 * alternate or repeat.
 */
import {
  codeMagnitude,
  CostMeter,
  magnitudeContexts,
  magnitudeCost,
  type BitCoder,
  type Contexts,
} from '../../bitstream/index.js';
import { trainedContexts, type ContextSource } from './context-source.js';
import { basisFrequency, type TimeBasis } from '../transform/time-transform.js';

/** Which series share contexts and tables. */
export type SeriesKind = 'mode' | 'camera' | 'light';

const PREFIX = 6;
const SIZE = magnitudeContexts(PREFIX);
const FREQUENCY_CLASSES = 4;
/** Expected magnitudes, in twentieths, at which the next class begins; 0 has a class of its own before them. */
const CLASS_BOUNDS = [5, 10, 16, 25, 40, 70, 120, 240, 480, 1000];
const MAGNITUDE_CLASSES = 2 + CLASS_BOUNDS.length;
const OWN_WEIGHT = 3 + 2 + 1 + 1;
const BEFORE_WEIGHT = 2 + 1 + 1;
/** Longest series: 1024 frames and a tail of 31. */
const LENGTH_EXPONENTS = 10;
const LENGTH_SET = LENGTH_EXPONENTS + LENGTH_EXPONENTS + 1;
const LENGTH_SETS = 9;
const SECOND_BITS = LENGTH_SETS * LENGTH_SET;

/** Adaptive state of the syntax of series of one kind. */
export interface SeriesContexts {
  readonly length: Contexts;
  readonly magnitude: Contexts;
  readonly sign: Contexts;
}

/** Contexts as at the start of every group. */
export function seriesContexts(kind: SeriesKind, source: ContextSource = trainedContexts): SeriesContexts {
  return {
    length: source(`${kind}Length`, SECOND_BITS + 2 * (LENGTH_EXPONENTS + 1)),
    magnitude: source(`${kind}Magnitude`, FREQUENCY_CLASSES * MAGNITUDE_CLASSES * SIZE),
    sign: source(`${kind}Sign`, 9),
  };
}

/** Codes the series of one kind in a group one after the other. */
export class SeriesCoder {
  private previous: Int32Array | undefined;
  private previousLength = -1;

  constructor(readonly contexts: SeriesContexts) {}

  /**
   * Codes the integers of one series.
   * @param values one integer per frame, lowest frequency first; a decoder fills it
   * @returns false where a decoder met a length beyond `values`: the payload is damaged
   */
  code(coder: BitCoder, values: Int32Array): boolean {
    const length = this.codeLength(coder, usedLength(values));
    if (length > values.length) return false;
    for (let i = 0; i < length; i++) {
      const magnitude = codeMagnitude(
        coder,
        this.contexts.magnitude,
        contextBase(values, this.previous, i),
        PREFIX,
        Math.abs(values[i]!),
      );
      const negative =
        magnitude === 0 ? 0 : coder.bit(this.contexts.sign, signContext(values, i), values[i]! < 0 ? 1 : 0);
      values[i] = negative === 1 ? -magnitude : magnitude;
    }
    this.previous = values;
    this.previousLength = length;
    return true;
  }

  /** Exp-Golomb whose exponent and two highest mantissa bits are adaptive. */
  private codeLength(coder: BitCoder, length: number): number {
    const { length: contexts } = this.contexts;
    const base =
      (this.previousLength < 0 ? 0 : 1 + Math.min(log2(this.previousLength + 1), LENGTH_SETS - 2)) * LENGTH_SET;
    const wanted = log2(length + 1);
    let exponent = 0;
    while (exponent < LENGTH_EXPONENTS && coder.bit(contexts, base + exponent, wanted > exponent ? 1 : 0) === 1)
      exponent++;
    if (exponent === 0) return 0;
    const rest = length + 1 - (1 << wanted);
    let value = 1;
    const first = coder.bit(contexts, base + LENGTH_EXPONENTS + exponent, (rest >> (exponent - 1)) & 1);
    value = 2 * value + first;
    if (exponent > 1)
      value = 2 * value + coder.bit(contexts, SECOND_BITS + 2 * exponent + first, (rest >> (exponent - 2)) & 1);
    const left = Math.max(exponent - 2, 0);
    return (value << left) + coder.raw(rest & ((1 << left) - 1), left) - 1;
  }
}

/** Number of values up to the last that is not zero. */
function usedLength(values: Int32Array): number {
  let length = values.length;
  while (length > 0 && values[length - 1] === 0) length--;
  return length;
}

function log2(value: number): number {
  return 31 - Math.clz32(value);
}

function signContext(values: Int32Array, i: number): number {
  const before = i > 0 ? Math.sign(values[i - 1]!) : 0;
  const beforeThat = i > 1 ? Math.sign(values[i - 2]!) : 0;
  return (before + 1) * 3 + beforeThat + 1;
}

function contextBase(values: Int32Array, previous: Int32Array | undefined, i: number): number {
  const at = (data: Int32Array, k: number): number => (k >= 0 && k < data.length ? Math.abs(data[k]!) : 0);
  let near = 3 * at(values, i - 1) + 2 * at(values, i - 2) + at(values, i - 3) + at(values, i - 4);
  let weight = OWN_WEIGHT;
  if (previous !== undefined) {
    near += 2 * at(previous, i) + at(previous, i - 1) + at(previous, i + 1);
    weight += BEFORE_WEIGHT;
  }
  let group = near === 0 ? 0 : 1;
  for (const bound of CLASS_BOUNDS) if (20 * near >= bound * weight) group++;
  const frequency = i < 2 ? 0 : i < 8 ? 1 : i < 24 ? 2 : 3;
  return (frequency * MAGNITUDE_CLASSES + group) * SIZE;
}

/**
 * Integers for the coefficients of a series.
 * @param step quantiser step in units of the series
 * @param weight distortion of a unit error of a coefficient
 * @param motionWeight how much more an error counts per squared radian per frame: errors of velocity show as jitter
 * @param lambda distortion that one bit is worth
 */
export function quantiseSeries(
  basis: TimeBasis,
  coefficients: Float32Array,
  step: number,
  weight: number,
  motionWeight: number,
  lambda: number,
): Int32Array {
  const count = coefficients.length;
  const values = Int32Array.from(coefficients, (c) => Math.round(c / step));
  let contexts = seriesContexts('mode');
  for (let pass = 0; pass < 3; pass++) {
    for (let i = 0; i < count; i++) {
      const omega = basisFrequency(basis, i, count);
      // eslint-disable-next-line no-restricted-properties -- only encoders ask
      const velocity = 2 * Math.sin(Math.min(omega, Math.PI) / 2);
      const scale = weight * step * step * (1 + motionWeight * velocity * velocity);
      const ideal = coefficients[i]! / step;
      const near = Math.round(ideal);
      const base = contextBase(values, undefined, i);
      let best = 0;
      let bestCost = Infinity;
      for (const candidate of [near, near - Math.sign(near), 0]) {
        const bits = magnitudeCost(contexts.magnitude, base, PREFIX, Math.abs(candidate)) + (candidate === 0 ? 0 : 1);
        const cost = scale * (candidate - ideal) * (candidate - ideal) + lambda * bits;
        if (cost < bestCost) {
          bestCost = cost;
          best = candidate;
        }
      }
      values[i] = best;
    }
    contexts = seriesContexts('mode');
    new SeriesCoder(contexts).code(new CostMeter(), values);
  }
  return values;
}
