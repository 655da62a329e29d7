/**
 * @file Syntax and rate-distortion-optimised quantisation of one time series: position of the last coefficient that is
 * not zero, then magnitudes in rising frequency with contexts of frequency and of the two coefficients before.
 */
import {
  codeMagnitude,
  CostMeter,
  createContexts,
  magnitudeContexts,
  magnitudeCost,
  type BitCoder,
  type Contexts,
} from '../bitstream/index.js';
import { basisFrequency, type TimeBasis } from './time-transform.js';

const PREFIX = 4;
const LENGTH_PREFIX = 0;
const FREQUENCY_CLASSES = 5;
const NEIGHBOUR_CLASSES = 3;

/** Adaptive state of the series syntax. */
export interface SeriesContexts {
  readonly length: Contexts;
  readonly magnitude: Contexts;
}

/** Fresh contexts, as at the start of every group. */
export function createSeriesContexts(): SeriesContexts {
  return {
    length: createContexts(magnitudeContexts(LENGTH_PREFIX)),
    magnitude: createContexts(FREQUENCY_CLASSES * NEIGHBOUR_CLASSES * magnitudeContexts(PREFIX)),
  };
}

/**
 * Codes the integers of one series.
 * @param values one integer per frame, lowest frequency first; a decoder fills it
 * @returns false where a decoder met a length beyond `values`: the payload is damaged
 */
export function codeSeries(coder: BitCoder, contexts: SeriesContexts, values: Int32Array): boolean {
  const length = codeMagnitude(coder, contexts.length, 0, LENGTH_PREFIX, usedLength(values));
  if (length > values.length) return false;
  for (let i = 0; i < length; i++) {
    const base = contextBase(values, i);
    const magnitude = codeMagnitude(coder, contexts.magnitude, base, PREFIX, Math.abs(values[i]!));
    const negative = magnitude === 0 ? 0 : coder.raw(values[i]! < 0 ? 1 : 0, 1);
    values[i] = negative === 1 ? -magnitude : magnitude;
  }
  return true;
}

function usedLength(values: Int32Array): number {
  let length = values.length;
  while (length > 0 && values[length - 1] === 0) length--;
  return length;
}

function contextBase(values: Int32Array, i: number): number {
  const near = (i > 0 ? Math.abs(values[i - 1]!) : 0) + (i > 1 ? Math.abs(values[i - 2]!) : 0);
  const frequency = i < 2 ? 0 : i < 6 ? 1 : i < 14 ? 2 : i < 30 ? 3 : 4;
  const neighbours = near === 0 ? 0 : near <= 2 ? 1 : 2;
  return (frequency * NEIGHBOUR_CLASSES + neighbours) * magnitudeContexts(PREFIX);
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
  let contexts = createSeriesContexts();
  for (let pass = 0; pass < 3; pass++) {
    for (let i = 0; i < count; i++) {
      const omega = basisFrequency(basis, i, count);
      const velocity = 2 * Math.sin(Math.min(omega, Math.PI) / 2);
      const scale = weight * step * step * (1 + motionWeight * velocity * velocity);
      const ideal = coefficients[i]! / step;
      const near = Math.round(ideal);
      let best = 0;
      let bestCost = Infinity;
      for (const candidate of [near, near - Math.sign(near), 0]) {
        const bits = magnitudeCost(contexts.magnitude, contextBase(values, i), PREFIX, Math.abs(candidate)) + (candidate === 0 ? 0 : 1);
        const cost = scale * (candidate - ideal) ** 2 + lambda * bits;
        if (cost < bestCost) {
          bestCost = cost;
          best = candidate;
        }
      }
      values[i] = best;
    }
    contexts = createSeriesContexts();
    codeSeries(new CostMeter(), contexts, values);
  }
  return values;
}
