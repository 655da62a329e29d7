import { breather, type Breathe } from '../../math/index.js';
import { chooseGenerators, endedBy, withoutMotion, type MotionGenerator } from '../../generator/index.js';
import { standsStill } from '../../motion/index.js';
import { chooseCover, coverBytes } from '../choose/cover-choice.js';
import { foreseenParts } from '../choose/foreseen-parts.js';
import { viewOf, type GroupCandidates, type GroupChoice } from '../choose/group-score.js';
import type { GroupView } from '../choose/group-view.js';
import { STILLNESS } from '../choose/motion-judge.js';
import { chooseQuality, chooseWithin } from '../choose/rate-control.js';
import { drawnShare, LEAST_DRAWN_BYTES, MOST_DRAWN_BYTES, sectionBytes } from './drawn-share.js';
import type { GroupJob, GroupResult, GroupTarget, GroupTools, GroupWatch } from './group-job.js';
import { LEAST_LENGTH } from './part-length.js';
import { candidatesOf, type PreparedGroup } from './prepare-candidates.js';
import { trackGroup, type TrackedGroup } from './track-group.js';

/** Share of the change from frame to frame that is missing, from which little of the motion is sent. */
const LITTLE_SENT = 0.6;
/** Error of motion over that of a still picture, from which it is no better. */
const NO_BETTER = 0.85;
/** Share of the change that is missing with what is drawn, from which most of the motion is lost. */
const MOSTLY_MISSING = 0.55;

/**
 * Encodes one group of pictures. The result depends on the job and the tools alone: the same job gives the same bytes
 * whatever else is encoded before it or beside it.
 * @throws AbortError through the signal of `watch`
 * @throws ModelError where networks are given and the job's model cannot run
 */
export async function encodeGroup(job: GroupJob, given: GroupTools, watch: GroupWatch = {}): Promise<GroupResult> {
  const generators = await generatorsOf(job, given, watch.signal);
  const breathe = breather(watch.signal);
  const { appearance, motions } = generators;
  const tools = { appearance, motion: motions[0]!, stills: given.stills, assistant: given.assistant };
  const tracked = await trackGroup(job, tools, watch.onProgress, breathe);
  const { target } = job;
  const parts = job.divisible === true ? await partsOf(tracked, target, breathe) : 1;
  if (parts > 1) return inParts(job, parts);
  const group = await candidatesOf(tracked, job.seed, tools, watch.onProgress, breathe);
  const cover = await chooseCover(job.frames[group.keyFrame]!, target, given.stills, breathe);
  const { choice, statistics } = await ('quality' in target
    ? drawnBeside(await chooseQuality(target.quality, group), group, MOST_DRAWN_BYTES)
    : chooseWithDrawn(Math.max(target.bytes - coverBytes(cover.length), 1), group));
  const motionErrors = await errorsBy(motions, choice, group);
  const { payload } = await group.keys.finish(choice.key);
  const view = await viewOf(choice, group);
  return {
    frames: job.frames.length - job.tail,
    key: payload,
    motion: choice.motionPayload,
    statistics,
    cover,
    facts: {
      motionErrors,
      view,
      novelty: group.novelty,
      jumps: group.jumps,
      travel: (await isLost(view, choice, statistics, group)) ? group.travel : 0,
      loops: choice.motion.loopFrames > 0,
    },
  };
}

/** As how many groups this one is better encoded. Loops stay whole. */
function partsOf(group: TrackedGroup, target: GroupTarget, breathe: Breathe): Promise<number> | number {
  if (!('bytes' in target) || group.shape.loopFrames > 0) return 1;
  return foreseenParts(group, target.bytes, LEAST_LENGTH, breathe);
}

/** What is known of a group that is to be encoded in parts. */
function inParts({ frames, tail }: GroupJob, parts: number): GroupResult {
  const none = new Uint8Array(0);
  const view = { key: 0, away: 0, motion: 0, stillError: 0, stillness: 0, shade: 0 };
  const facts = { motionErrors: [], view, novelty: 0, jumps: 0, travel: 0, loops: false };
  return { frames: frames.length - tail, key: none, motion: none, statistics: none, cover: none, facts, parts };
}

interface ChoiceWithDrawn {
  readonly choice: GroupChoice;
  readonly statistics: Uint8Array;
}

/** Key picture, motion and statistics of at most `bytes`. Where nothing is to be drawn, the others get all of them. */
async function chooseWithDrawn(bytes: number, group: GroupCandidates): Promise<ChoiceWithDrawn> {
  const share = group.plan.without.has('drawn-motion') ? 0 : drawnShare(bytes);
  const drawn = await drawnBeside(await chooseWithin(bytes - share, group), group, share - sectionBytes(1) + 1);
  return drawn.statistics.length > 0 ? drawn : { ...drawn, choice: await chooseWithin(bytes, group) };
}

async function drawnBeside(choice: GroupChoice, group: GroupCandidates, bytes: number): Promise<ChoiceWithDrawn> {
  const none = { choice, statistics: new Uint8Array(0) };
  if (group.plan.without.has('drawn-motion') || bytes < LEAST_DRAWN_BYTES) return none;
  const { shown } = await group.keys.finish(choice.key);
  const statistics = await group.meter.describe(shown, choice.motion, bytes);
  return statistics === undefined ? none : { choice, statistics };
}

/** What decoders will make of the group, with hints made dense in each way; the classical generators alone where there are no networks. */
async function generatorsOf({ modelId }: GroupJob, { networks }: GroupTools, signal: AbortSignal | undefined) {
  const choice = networks === undefined ? 'classical' : 'learned';
  const runtime = networks && endedBy(networks, signal);
  const { appearance, motion } = await chooseGenerators(modelId, choice, runtime);
  const plainId = withoutMotion(modelId);
  if (plainId === modelId) return { appearance, motions: [motion] };
  const { motion: plain } = await chooseGenerators(plainId, choice, runtime);
  return { appearance, motions: [plain, motion] };
}

/** Whether most motion is lost, drawn motion included: it is looked at closely where the motion that is sent is no better than none. */
async function isLost(
  { motion, stillError, stillness }: GroupView,
  choice: GroupChoice,
  statistics: Uint8Array,
  { keys, meter }: PreparedGroup,
): Promise<boolean> {
  if (stillness < LITTLE_SENT || motion < NO_BETTER * (1 + STILLNESS) * stillError) return false;
  const { shown } = await keys.finish(choice.key);
  return (await meter.missingBeside(shown, choice.motion, statistics)) > MOSTLY_MISSING;
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
