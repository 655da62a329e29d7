import { CorruptStreamError, RangeDecoder, RangeEncoder, type StreamHeader } from '../../bitstream/index.js';
import { codeMotion, type MotionTokens } from './motion-tokens.js';

/** The motion payload of a group of `frames` frames in a stream of `width` x `height` pixels. */
export function writeMotionPayload(tokens: MotionTokens, width: number, height: number, frames: number): Uint8Array {
  const encoder = new RangeEncoder();
  codeMotion(encoder, tokens, width, height, frames);
  return encoder.finish();
}

/** What reading a group needs to know of its stream and its place there. */
export interface MotionPlace extends Pick<StreamHeader, 'width' | 'height'> {
  readonly frames: number;
  /** Number of the group, for messages. */
  readonly index: number;
  /** Byte of the stream at which the group begins, for messages. */
  readonly offset: number;
}

/**
 * The tokens of a motion payload.
 * @throws CorruptStreamError
 */
export function readMotionPayload(
  payload: Uint8Array,
  { width, height, frames, index, offset }: MotionPlace,
): MotionTokens {
  const coded = codeMotion(new RangeDecoder(payload), undefined, width, height, frames);
  if ('problem' in coded)
    throw new CorruptStreamError(`The motion payload cannot be read: ${coded.problem}`, offset, index);
  return coded.tokens;
}
