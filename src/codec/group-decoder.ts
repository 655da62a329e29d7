import type { AppearanceGenerator, MotionGenerator } from '../generator/index.js';
import { CorruptStreamError, type GroupPayload } from '../bitstream/index.js';
import { CorruptStillError, UnsupportedStillError, type StillDecoder } from '../key/index.js';
import { decodeHints, type MotionTokens } from '../motion/index.js';
import { GroupRenderer } from '../render/index.js';
import { readMotionPayload } from './motion-payload.js';
import type { Picture } from '../picture/index.js';

/** The parts that turn payloads into pictures. */
export interface GroupTools {
  readonly stills: StillDecoder;
  readonly motion: MotionGenerator;
  readonly appearance: AppearanceGenerator;
  readonly fidelity: number;
}

/** A group that is ready to be rendered. */
export interface DecodedGroup {
  readonly key: Picture;
  readonly tokens: MotionTokens;
  readonly renderer: GroupRenderer;
}

/** Place of a group, for error messages, and the facts of its stream that decoding needs. */
export interface GroupPlace {
  readonly index: number;
  readonly offset: number;
  readonly width: number;
  readonly height: number;
  readonly seed: number;
}

/**
 * Decodes the key picture and the motion of one group and runs its generators.
 * @throws CorruptStreamError naming the group where either payload is damaged
 */
export async function decodeGroup(payload: GroupPayload, place: GroupPlace, tools: GroupTools): Promise<DecodedGroup> {
  const { width, height, index, offset, seed } = place;
  const tokens = readMotionPayload(payload.motion, width, height, payload.frames, index, offset);
  const decoded = await decodeKey(payload.key, place, tools.stills);
  return prepareGroup({ picture: decoded, bytes: payload.key.length }, tokens, payload.frames, seed, tools);
}

/** Runs the generators on a decoded key picture and decoded tokens; the encoder calls it to see what a decoder sees. */
export async function prepareGroup(
  decoded: DecodedKey,
  tokens: MotionTokens,
  frames: number,
  seed: number,
  tools: Pick<GroupTools, 'motion' | 'appearance' | 'fidelity'>,
): Promise<DecodedGroup> {
  const key = await restoreKey(decoded, seed, tools);
  const hints = decodeHints(tokens, key.width, key.height, frames);
  const motion = await tools.motion.generate({ hints, key, seed });
  return { key, tokens, renderer: new GroupRenderer({ key, motion, hints }) };
}

/** A decoded key picture and the size of its payload. */
export interface DecodedKey {
  readonly picture: Picture;
  readonly bytes: number;
}

/** Runs the appearance generator, which does the less the more bits the key picture has. */
export function restoreKey({ picture, bytes }: DecodedKey, seed: number, tools: Pick<GroupTools, 'appearance' | 'fidelity'>): Promise<Picture> {
  return tools.appearance.restore({ key: picture, bytes, seed, fidelity: tools.fidelity });
}

async function decodeKey(payload: Uint8Array, place: GroupPlace, stills: StillDecoder): Promise<Picture> {
  try {
    return await stills.decode(payload, place.width, place.height);
  } catch (error) {
    if (error instanceof CorruptStillError || error instanceof UnsupportedStillError) {
      throw new CorruptStreamError(`The key picture cannot be decoded: ${error.message}`, place.offset, place.index);
    }
    throw error;
  }
}
