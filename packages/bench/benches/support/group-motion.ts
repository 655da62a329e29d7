import { chooseKeyFrame } from '../../../codec/src/encoder/clip/key-choice.js';
import type { EncoderTool } from '../../../codec/src/encoder/encoder-plan.js';
import type { GroupCandidates } from '../../../codec/src/encoder/choose/group-score.js';
import { prepareCandidates } from '../../../codec/src/encoder/group/prepare-candidates.js';
import { breather } from '../../../codec/src/encoder/pause.js';
import { classicalAppearance, type AppearanceGenerator } from 'dynamics-codec/generator';
import { nodeStills } from '@dynamics-codec/node';
import type { Picture } from 'dynamics-codec/picture';

/** A clip as the encoder sees a group before it spends bytes: key pictures by size, motion by price. */
export interface GroupMotion extends Pick<GroupCandidates, 'keys' | 'motions'> {
  readonly keyFrame: number;
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
  const breathe = breather(undefined);
  const { keys, motions } = await prepareCandidates(
    { frames, tail: 0, whole: false, preset: 'balanced', without, seed: 0 },
    { stills: nodeStills(), appearance },
    undefined,
    breathe,
  );
  return { keys, motions, keyFrame: await chooseKeyFrame(frames, breathe) };
}
