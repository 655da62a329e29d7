import { classicalMotion } from '../../generator/index.js';
import type { Breathe } from '../../math/index.js';
import { standsStill } from '../../motion/index.js';
import { prepareGroup } from '../../decoder/group-decoder.js';
import { flowsAt } from '../analysis/frame-flow.js';
import type { SharedGroup } from '../analysis/shared-group.js';
import { trackSide } from '../analysis/tracked-frames.js';
import { judgedPair, pairOpinions, type JudgedPair } from '../choose/pair-opinion.js';
import { seenBy } from '../analysis/seen-renderer.js';
import { refinedMotion } from '../fit/refined-motion.js';
import type { GroupAssistant, JudgedOriginal } from './group-assistant.js';

/**
 * The work of an assistant, done on the thread that calls: what a worker answers with.
 * @param breathe called between steps: may throw to end what is under way
 */
export function assistHere(breathe: Breathe): GroupAssistant {
  let group: SharedGroup | undefined;
  let judged: (JudgedOriginal & { readonly pairs: readonly JudgedPair[] }) | undefined;
  const met = (): SharedGroup => {
    if (group === undefined) throw new TypeError('Expected a group to be met before work on it is asked for');
    return group;
  };
  return {
    meet(each) {
      group = each;
      judged = undefined;
      return Promise.resolve();
    },
    trackBefore: async () => trackSide(met(), 'before', () => undefined, breathe),
    flowsAt: async (frames) => flowsAt(met().planes, frames, breathe),
    refine: async (order) => refinedMotion(order, met().planes, breathe),
    // eslint-disable-next-line @typescript-eslint/require-await -- errors are to reject
    async prepareJudging(original) {
      const { planes } = met();
      judged = { ...original, pairs: original.originals.map((each) => judgedPair(each, planes)) };
    },
    async judge({ tokens, key }) {
      if (judged === undefined) throw new TypeError('Expected what to judge by before motion is to be judged');
      const { frames, seed, pairs, reduced } = judged;
      const { renderer } = await prepareGroup(key, tokens, frames, seed, classicalMotion);
      return pairOpinions(pairs, seenBy(renderer, reduced), standsStill(tokens), breathe);
    },
  };
}
