import { STREAM_PROFILE, type StreamHeader } from '../bitstream/index.js';
import { BT709_LIMITED, type ColourDescription, type FrameRate, type Picture } from '../picture/index.js';

/** What a header says of how a stream was made. */
export interface HeaderFacts {
  readonly frameRate: FrameRate;
  /** BT.709 limited when left out. */
  readonly colour?: ColourDescription | undefined;
  /** 0 when left out. */
  readonly modelId?: number | undefined;
  /** 0 when left out. */
  readonly seed?: number | undefined;
}

/** The header of a stream of pictures of one size. */
export function streamHeader(
  { width, height }: Pick<Picture, 'width' | 'height'>,
  { frameRate, colour = BT709_LIMITED, modelId = 0, seed = 0 }: HeaderFacts,
): StreamHeader {
  return { profile: STREAM_PROFILE, width, height, frameRate, colour, modelId, seed, sections: [] };
}
