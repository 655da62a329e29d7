import { chooseKeyFrame } from '../../../codec/src/encoder/clip/key-choice.js';
import type { EncoderTool, Preset } from '../../../codec/src/encoder/encoder-plan.js';
import type { GroupCandidates } from '../../../codec/src/encoder/choose/group-score.js';
import { prepareCandidates } from '../../../codec/src/encoder/group/prepare-candidates.js';
import { breather } from '../../../codec/src/math/index.js';
import { classicalAppearance, classicalMotion, type AppearanceGenerator } from 'dynamics-codec/generator';
import { nodeStills } from '@dynamics-codec/node';
import type { Picture } from 'dynamics-codec/picture';

/** A clip as the encoder sees a group before it spends bytes: key pictures by size, motion by price. */
export interface GroupMotion extends Pick<GroupCandidates, 'keys' | 'motions'> {
  readonly keyFrame: number;
}

/** How a clip is analysed. */
export interface GroupSettings {
  readonly appearance?: AppearanceGenerator;
  /** Parts of the encoder to leave out. */
  readonly without?: readonly EncoderTool[];
  readonly preset?: Preset;
  /** Whether the frames are a whole clip, which may loop; no when left out. */
  readonly whole?: boolean;
}

/** Takes a clip for one group without a tail, and analyses it as the encoder does. */
export function groupCandidates(frames: readonly Picture[], settings: GroupSettings = {}): Promise<GroupCandidates> {
  const { appearance = classicalAppearance, without = [], preset = 'balanced', whole = false } = settings;
  const job = { frames, tail: 0, whole, preset, without, seed: 0 };
  return prepareCandidates(
    job,
    { stills: nodeStills(), appearance, motion: classicalMotion },
    undefined,
    breather(undefined),
  );
}

/**
 * Takes a clip for one group without a tail that does not loop, and analyses it as the encoder does.
 * @param without parts of the encoder to leave out
 */
export async function groupMotion(
  frames: readonly Picture[],
  appearance: AppearanceGenerator = classicalAppearance,
  without: readonly EncoderTool[] = [],
): Promise<GroupMotion> {
  const { keys, motions } = await groupCandidates(frames, { appearance, without });
  return { keys, motions, keyFrame: await chooseKeyFrame(frames, breather(undefined)) };
}
