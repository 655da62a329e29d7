import { begun, type Breathe } from '../../math/index.js';
import { classicalMotion, type AppearanceGenerator, type MotionGenerator } from '../../generator/index.js';
import type { StillDecoder, StillEncoder } from '../../key/index.js';
import { writeMotionPayload } from '../../motion/index.js';
import type { Plane } from '../../picture/index.js';
import { originalFlows } from '../analysis/frame-flow.js';
import { analyseMotion, analysisPlane } from '../analysis/motion-analysis.js';
import type { GroupCandidates } from '../choose/group-score.js';
import { KeyLadder, STILL_EFFORT } from '../choose/key-ladder.js';
import { MotionJudge } from '../choose/motion-judge.js';
import { MotionLadder } from '../choose/motion-ladder.js';
import { unexplainedChange } from '../statistics/temporal-power.js';
import { chooseKeyFrame } from '../clip/key-choice.js';
import { shareOfJumps } from '../clip/jumps.js';
import { shareOfTravel } from '../clip/travel.js';
import { loopPeriod } from '../clip/loop-detection.js';
import { thumbnailsOf } from '../clip/thumbnails.js';
import { encoderPlan } from '../encoder-plan.js';
import { splitTone } from '../fit/whole-tone.js';
import { explainMotion } from './explain-motion.js';
import { StatisticsMeter } from '../statistics/statistics-meter.js';
import type { GroupAssistant } from '../parallel/group-assistant.js';
import type { GroupJob, GroupWatch } from './group-job.js';

/** Quality of the coded key picture that motion is fitted to: about what streams of a few kilobytes can afford. */
const FITTING_QUALITY = 20;

/** Makes key pictures, and shows them and what is drawn as decoders will. */
export interface ShowingTools {
  readonly stills: StillEncoder & StillDecoder;
  readonly appearance: AppearanceGenerator;
  readonly motion: MotionGenerator;
  /** Takes shares of the work; all of it is done here where left out. */
  readonly assistant?: GroupAssistant | undefined;
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
  { stills, appearance, motion, assistant }: ShowingTools,
  onProgress: GroupWatch['onProgress'],
  breathe: Breathe,
): Promise<PreparedGroup> {
  const { tail, seed } = job;
  const plan = encoderPlan(job.preset, job.without);
  const split = plan.without.has('whole-light') ? undefined : await splitTone(job.frames, breathe);
  const tone = split?.tone;
  const frames = split?.frames ?? job.frames;
  const length = frames.length - tail;
  const { width, height } = frames[0]!;
  const keyFrame = await chooseKeyFrame(frames.slice(0, length), breathe, split?.whole);
  const restoration = { appearance, grainy: !plan.without.has('grain'), seed };
  const keys = new KeyLadder(frames[keyFrame]!, stills, STILL_EFFORT, restoration, breathe);
  keys.prepare();
  // Stills and networks run elsewhere, so this key picture is made while motion is analysed.
  const fitting = begun(codedAndRestored(keys));
  const thumbnails = await thumbnailsOf(frames, breathe);
  const shape = { keyFrame, tail, loopFrames: job.whole && tone === undefined ? (loopPeriod(thumbnails) ?? 0) : 0 };
  const planes: Plane[] = [];
  for (const frame of frames) {
    planes.push(analysisPlane(frame));
    await breathe();
  }
  const picture = { width, height };
  const onFrame = (done: number): void => onProgress?.('flow', done / frames.length);
  const shared = { planes, keyFrame, picture, quality: plan.flow };
  await assistant?.meet(shared);
  const analysis = await analyseMotion(shared, onFrame, breathe, assistant && (() => assistant.trackBefore()));
  onProgress?.('modes', 0);
  const { coded, restored, shown } = await fitting;
  const originals = await originalFlows(
    planes.slice(0, length),
    plan.pairs,
    breathe,
    assistant && ((at) => assistant.flowsAt(at)),
  );
  const seen = { planes, picture, shape, analysis, originals, coded, restored };
  const { fitters, light, wholeLight } = await explainMotion(seen, plan, breathe, assistant);
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
    judge: new MotionJudge({ originals, planes, keyFrame, frames: length, seed }, breathe, assistant),
    meter: new StatisticsMeter(
      { planes, originals, picture, frames: length, loopFrames: shape.loopFrames, seed },
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

async function codedAndRestored(keys: KeyLadder) {
  const coded = await keys.at(FITTING_QUALITY);
  return { coded, ...(await keys.finish(coded)) };
}
