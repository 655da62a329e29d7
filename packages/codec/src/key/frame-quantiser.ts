import { BitReader } from './bit-reader.js';
import { readFrameStart } from './frame-start.js';

/**
 * The base quantiser index of a key payload (`base_q_idx` of AV1's frame header, specification 5.9.2 and 5.9.12): 0 to 255,
 * the coarser the higher. It says how much a still lost, which its size does not: a lawn of as many bytes as a sky lost more.
 * @param payload a key payload without its grain byte
 * @param width,height size of the picture in pixels
 * @throws CorruptStillError where the frame header is cut short
 */
export function frameQuantiser(payload: Uint8Array, width: number, height: number): number {
  const bits = new BitReader(payload.subarray(1), 'frame header');
  return readFrameStart(bits, width, height, payload[0] ?? 0).quantiser;
}
