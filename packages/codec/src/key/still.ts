import type { Picture } from '../picture/index.js';

/**
 * Options of one still-picture encode.
 * `quality` is the still encoder's own scale, 1 (fewest bytes) to 100; `effort` is 0 (fastest) to 9 (smallest).
 */
export interface StillEncodeOptions {
  readonly quality: number;
  readonly effort: number;
}

/**
 * Turns a picture into the key payload of a group: a bare AV1 still without container boxes (see `strip.ts`).
 * Implemented outside the core, where the platform's AV1 encoder is.
 */
export interface StillEncoder {
  encode(picture: Picture, options: StillEncodeOptions): Promise<Uint8Array>;
}

/**
 * Turns a key payload back into a picture.
 * Implementations must reject payloads whose coded size differs from `width` x `height` before allocating planes. They throw
 * CorruptStillError or UnsupportedStillError for what is wrong with a payload, and NoStillDecoderError where nothing can be
 * decoded at all.
 */
export interface StillDecoder {
  decode(payload: Uint8Array, width: number, height: number): Promise<Picture>;
}
