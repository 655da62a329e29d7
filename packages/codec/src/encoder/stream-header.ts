import { STREAM_PROFILE, type StreamHeader } from '../bitstream/index.js';
import { MAX_LEARNED_PIXELS } from '../generator/index.js';
import { BT709_LIMITED, type ColourDescription, type FrameRate, type Picture } from '../picture/index.js';

/** What a header says of how a stream was made. */
export interface HeaderFacts {
  readonly frameRate: FrameRate;
  /** BT.709 limited when left out. */
  readonly colour?: ColourDescription | undefined;
  /** The model that is asked for; 0 when left out. */
  readonly modelId?: number | undefined;
  /** 0 when left out. */
  readonly seed?: number | undefined;
}

/** The header of a stream of pictures of one size. It names no model where decoders would run none: see {@link modelNote}. */
export function streamHeader(
  { width, height }: Pick<Picture, 'width' | 'height'>,
  { frameRate, colour = BT709_LIMITED, modelId = 0, seed = 0 }: HeaderFacts,
): StreamHeader {
  const named = width * height > MAX_LEARNED_PIXELS ? 0 : modelId;
  return { profile: STREAM_PROFILE, width, height, frameRate, colour, modelId: named, seed, sections: [] };
}

/** Why a header does not name the model that was asked for; `undefined` where it does. */
export function modelNote({ modelId }: StreamHeader, asked = 0): string | undefined {
  if (modelId === asked) return undefined;
  return `Pictures of more than ${MAX_LEARNED_PIXELS} pixels are not restored by a model: the stream names none.`;
}
