import {
  CorruptStreamError,
  RangeDecoder,
  RangeEncoder,
  STREAM_PROFILE,
  type StreamHeader,
} from '../../bitstream/index.js';
import { codeMotion, motionSyntax, type MotionTokens } from '../index.js';

/** The motion payload of a group in a stream of a profile. */
export function writeMotionPayload(
  tokens: MotionTokens,
  width: number,
  height: number,
  frames: number,
  profile = STREAM_PROFILE,
): Uint8Array {
  const encoder = new RangeEncoder();
  codeMotion(encoder, tokens, width, height, frames, motionSyntax(profile));
  return encoder.finish();
}

/** What reading a group needs to know of its stream and its place there. */
export interface MotionPlace extends Pick<StreamHeader, 'profile' | 'width' | 'height'> {
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
  { profile, width, height, frames, index, offset }: MotionPlace,
): MotionTokens {
  const coded = codeMotion(new RangeDecoder(payload), undefined, width, height, frames, motionSyntax(profile));
  if ('problem' in coded)
    throw new CorruptStreamError(`The motion payload cannot be read: ${coded.problem}`, offset, index);
  return coded.tokens;
}
