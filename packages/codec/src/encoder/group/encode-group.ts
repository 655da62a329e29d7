import { chooseGenerators, classicalMotion, type MotionGenerator } from '../../generator/index.js';
import { standsStill } from '../../motion/index.js';
import { viewOf, type GroupCandidates, type GroupChoice } from '../choose/group-score.js';
import { chooseQuality, chooseWithin } from '../choose/rate-control.js';
import { breather } from '../pause.js';
import type { GroupJob, GroupResult, GroupTools, GroupWatch } from './group-job.js';
import { prepareCandidates } from './prepare-candidates.js';

/**
 * Encodes one group of pictures. The result depends on the job and the tools alone: the same job gives the same bytes
 * whatever else is encoded before it or beside it.
 * @throws AbortError through the signal of `watch`
 * @throws ModelError where networks are given and the job's model cannot run
 */
export async function encodeGroup(job: GroupJob, tools: GroupTools, watch: GroupWatch = {}): Promise<GroupResult> {
  const generators = await generatorsOf(job, tools);
  const group = await prepareCandidates(
    job,
    { ...generators, stills: tools.stills },
    watch.onProgress,
    breather(watch.signal),
  );
  const { target } = job;
  const choice = await ('quality' in target
    ? chooseQuality(target.quality, group)
    : chooseWithin(Math.max(target.bytes, 1), group));
  const motionErrors = await errorsBy(generators.motions, choice, group);
  const { payload } = await group.keys.finish(choice.key);
  return {
    frames: job.frames.length - job.tail,
    key: payload,
    motion: choice.motionPayload,
    facts: {
      motionErrors,
      view: await viewOf(choice, group),
      novelty: group.novelty,
      loops: choice.motion.loopFrames > 0,
    },
  };
}

/** What decoders will make of the group; the classical generators alone where the model cannot be run here. */
async function generatorsOf({ modelId }: GroupJob, { networks }: GroupTools) {
  const choice = networks === undefined ? 'classical' : 'learned';
  const { appearance, motion } = await chooseGenerators(modelId, choice, networks);
  return { appearance, motions: motion === classicalMotion ? [motion] : [classicalMotion, motion] };
}

async function errorsBy(
  generators: readonly MotionGenerator[],
  { key, motion }: GroupChoice,
  { keys, judge }: GroupCandidates,
): Promise<number[]> {
  if (standsStill(motion) || generators.length === 1) return [];
  const { shown } = await keys.finish(key);
  const errors: number[] = [];
  for (const generator of generators) errors.push((await judge.opinionOf(motion, { key: shown, generator })).error);
  return errors;
}
