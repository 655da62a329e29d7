import { CorruptStreamError, RangeDecoder, RangeEncoder } from '../../bitstream/index.js';
import type { MotionPlace } from '../tokens/motion-payload.js';
import { codeStatistics, type StatisticsTokens } from './statistics-tokens.js';

/** The bytes of the statistics of a group in a stream of `width` x `height` pixels. */
export function writeStatistics(tokens: StatisticsTokens, width: number, height: number): Uint8Array {
  const encoder = new RangeEncoder();
  codeStatistics(encoder, tokens, width, height);
  return encoder.finish();
}

/**
 * The statistics that bytes hold.
 * @throws CorruptStreamError
 */
export function readStatistics(
  bytes: Uint8Array,
  { width, height, index, offset }: Omit<MotionPlace, 'frames'>,
): StatisticsTokens {
  const coded = codeStatistics(new RangeDecoder(bytes), undefined, width, height);
  if ('problem' in coded)
    throw new CorruptStreamError(`The statistics of drawn motion cannot be read: ${coded.problem}`, offset, index);
  return coded.tokens;
}
