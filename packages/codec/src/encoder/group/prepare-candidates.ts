import type { Breathe } from '../../math/index.js';
import { classicalMotion, type MotionGenerator } from '../../generator/index.js';
import { writeMotionPayload } from '../../motion/index.js';
import { originalFlows } from '../analysis/frame-flow.js';
import type { GroupCandidates } from '../choose/group-score.js';
import { MotionJudge } from '../choose/motion-judge.js';
import { MotionLadder } from '../choose/motion-ladder.js';
import { unexplainedChange } from '../statistics/temporal-power.js';
import { shareOfJumps } from '../clip/jumps.js';
import { shareOfTravel } from '../clip/travel.js';
import { explainMotion } from './explain-motion.js';
import { StatisticsMeter } from '../statistics/statistics-meter.js';
import type { GroupJob, GroupWatch } from './group-job.js';
import { trackGroup, type TrackedGroup, type TrackingTools } from './track-group.js';

/** Makes key pictures, and shows them and what is drawn as decoders will. */
export interface ShowingTools extends TrackingTools {
  readonly motion: MotionGenerator;
}

/** A group as its bytes are spent on it. */
export interface PreparedGroup extends GroupCandidates {
  /** Frame that the key picture shows. */
  readonly keyFrame: number;
  readonly meter: StatisticsMeter;
  /** Change from frame to frame that motion does not explain, in levels. */
  readonly novelty: number;
  /** Share of the steps from frame to frame that show another view. */
  readonly jumps: number;
  /** How much of what frames show goes from place to place. */
  readonly travel: number;
}

/**
 * Analyses a group: its key picture at any quality, its motion at any price, and the judge of what comes out.
 * @throws what `breathe` throws
 */
export async function prepareCandidates(
  job: Omit<GroupJob, 'target' | 'modelId'>,
  tools: ShowingTools,
  onProgress: GroupWatch['onProgress'],
  breathe: Breathe,
): Promise<PreparedGroup> {
  return candidatesOf(await trackGroup(job, tools, onProgress, breathe), job.seed, tools, onProgress, breathe);
}

/**
 * The second half of the analysis of a group, see {@link prepareCandidates}.
 * @param seed of the stream
 * @throws what `breathe` throws
 */
export async function candidatesOf(
  { plan, tone, length, picture, planes, thumbnails, keyFrame, shape, keys, fitting, analysis }: TrackedGroup,
  seed: number,
  { motion, assistant }: ShowingTools,
  onProgress: GroupWatch['onProgress'],
  breathe: Breathe,
): Promise<PreparedGroup> {
  const { width, height } = picture;
  onProgress?.('modes', 0);
  const { coded, restored, shown } = await fitting;
  const originals = await originalFlows(
    planes.slice(0, length),
    plan.pairs,
    breathe,
    assistant && ((at) => assistant.flowsAt(at)),
  );
  const group = { planes, picture, shape, analysis, originals, coded, restored };
  const { fitters, light, wholeLight } = await explainMotion(group, plan, breathe, assistant);
  onProgress?.('motion', 0);
  return {
    keyFrame,
    keys,
    motions: new MotionLadder(
      fitters,
      light,
      (tokens) => writeMotionPayload({ ...tokens, tone }, width, height, length),
      wholeLight,
    ),
    judge: new MotionJudge(
      { originals, planes, keyFrame, frames: length, seed, reduced: plan.reduced },
      breathe,
      assistant,
    ),
    meter: new StatisticsMeter(
      {
        planes,
        originals,
        picture,
        frames: length,
        loopFrames: shape.loopFrames,
        seed,
        reduced: plan.reduced,
        most: plan.measuredFrames,
      },
      breathe,
      motion,
    ),
    beside: { key: shown, generator: classicalMotion },
    plan,
    novelty: await unexplainedChange(originals, planes, breathe),
    jumps: shareOfJumps(thumbnails.slice(0, length)),
    travel: shareOfTravel(thumbnails.slice(0, length)),
  };
}
