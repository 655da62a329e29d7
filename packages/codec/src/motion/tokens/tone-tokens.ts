/**
 * @file Syntax of the tone: how the light of the whole picture changes, such as fades and flashes. See docs/bitstream.md,
 * "Tone".
 */
import type { BitCoder } from '../../bitstream/index.js';
import type { MotionSyntax } from './motion-syntax.js';
import type { SeriesCoder } from './series-coder.js';

/** One direction in which the tone changes, and how far it does so over time. */
export interface QuantisedToneChange {
  /** What the distance of all samples from 128 gains per unit of the series, in units of {@link GAIN_UNIT}. */
  readonly gain: number;
  /** What the samples of Y, U and V gain per unit of the series, in units of {@link OFFSET_UNIT}. */
  readonly offsets: readonly [number, number, number];
  /** As of `QuantisedMode`. */
  readonly series: Int32Array;
  readonly seriesStep: number;
}

/** Quantised light of the whole picture. */
export interface QuantisedTone {
  /** 1 to {@link MAX_TONE_CHANGES}. */
  readonly changes: readonly QuantisedToneChange[];
}

/** Unit of gains: they are -2 to just below 2. */
export const GAIN_UNIT = 1 / 256;
/** Unit of offsets in code values: they are -128 to just below 128. */
export const OFFSET_UNIT = 1 / 4;
/** Least and largest integer of a gain or an offset. */
export const TONE_RANGE = { least: -512, most: 511 } as const;
/** Most directions of a group: a gain and three offsets have no more. */
export const MAX_TONE_CHANGES = 4;

const NUMBER_BITS = 10;
const COUNT_BITS = 2;

/**
 * Codes a tone; the same traversal writes, meters and reads.
 * @param given what to write; left out by a decoder
 * @param samples of each series
 */
export function codeTone(
  coder: BitCoder,
  syntax: MotionSyntax,
  seriesCoder: SeriesCoder,
  given: QuantisedTone | undefined,
  samples: number,
): QuantisedTone | { readonly problem: string } {
  const count = coder.raw((given?.changes.length ?? 1) - 1, COUNT_BITS) + 1;
  const number = (value = 0): number => coder.raw(value - TONE_RANGE.least, NUMBER_BITS) + TONE_RANGE.least;
  const changes: QuantisedToneChange[] = [];
  for (let k = 0; k < count; k++) {
    const own = given?.changes[k];
    const gain = number(own?.gain);
    const offsets = [number(own?.offsets[0]), number(own?.offsets[1]), number(own?.offsets[2])] as const;
    const seriesStep = syntax.field(coder, 'lightSeriesStep', own?.seriesStep ?? 0);
    const series = own?.series ?? new Int32Array(samples);
    if (!seriesCoder.code(coder, series)) return { problem: `time series of tone ${k} is longer than the group` };
    changes.push({ gain, offsets, series, seriesStep });
  }
  return { changes };
}
