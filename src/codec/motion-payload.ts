import { CorruptStreamError, RangeDecoder, RangeEncoder } from '../bitstream/index.js';
import { codeMotion, type MotionTokens } from '../motion/index.js';

/** The motion payload of a group. */
export function writeMotionPayload(tokens: MotionTokens, width: number, height: number, frames: number): Uint8Array {
  const encoder = new RangeEncoder();
  codeMotion(encoder, tokens, width, height, frames);
  return encoder.finish();
}

/**
 * The tokens of a motion payload.
 * @param offset byte of the stream at which the group begins, for messages
 * @throws CorruptStreamError
 */
export function readMotionPayload(payload: Uint8Array, width: number, height: number, frames: number, group: number, offset: number): MotionTokens {
  const coded = codeMotion(new RangeDecoder(payload), undefined, width, height, frames);
  if ('problem' in coded) throw new CorruptStreamError(`The motion payload cannot be read: ${coded.problem}`, offset, group);
  return coded.tokens;
}
