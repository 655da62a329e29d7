/**
 * @file Syntax of time series: position of the last coefficient that is not zero, then the coefficients in rising
 * frequency. Here as profile 0 codes them; see trained-series.ts for profile 1.
 */
import {
  codeMagnitude,
  createContexts,
  magnitudeContexts,
  type BitCoder,
  type Contexts,
} from '../../bitstream/index.js';
import { codeSigned } from './coefficient-tree.js';

const PREFIX = 4;
const LENGTH_PREFIX = 0;
const FREQUENCY_CLASSES = 5;
const NEIGHBOUR_CLASSES = 3;

/** Codes the series of a group, or those of its camera or its light, one after the other. */
export interface SeriesCoder {
  /**
   * Codes the integers of one series.
   * @param values one integer per frame, lowest frequency first; a decoder fills it
   * @returns false where a decoder met a length beyond `values`: the payload is damaged
   */
  code(coder: BitCoder, values: Int32Array): boolean;
}

/** Series as profile 0 codes them: magnitudes in contexts of frequency and of the two coefficients before. */
export class PlainSeriesCoder implements SeriesCoder {
  private readonly length: Contexts = createContexts(magnitudeContexts(LENGTH_PREFIX));
  private readonly magnitude: Contexts = createContexts(
    FREQUENCY_CLASSES * NEIGHBOUR_CLASSES * magnitudeContexts(PREFIX),
  );

  code(coder: BitCoder, values: Int32Array): boolean {
    const length = codeMagnitude(coder, this.length, 0, LENGTH_PREFIX, usedLength(values));
    if (length > values.length) return false;
    for (let i = 0; i < length; i++)
      values[i] = codeSigned(coder, this.magnitude, contextBase(values, i), PREFIX, values[i]!);
    return true;
  }
}

/** Number of values up to the last that is not zero. */
export function usedLength(values: Int32Array): number {
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
