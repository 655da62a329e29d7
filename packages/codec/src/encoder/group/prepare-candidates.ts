import { begun, type Breathe } from '../../math/index.js';
import { classicalMotion, type AppearanceGenerator, type MotionGenerator } from '../../generator/index.js';
import type { StillDecoder, StillEncoder } from '../../key/index.js';
import { writeMotionPayload } from '../../motion/index.js';
import type { Picture, Plane } from '../../picture/index.js';
import { originalFlows } from '../analysis/frame-flow.js';
import { analyseMotion, analysisPlane } from '../analysis/motion-analysis.js';
import type { SharedGroup } from '../analysis/shared-group.js';
import type { GroupCandidates } from '../choose/group-score.js';
import { KeyLadder } from '../choose/key-ladder.js';
import { MotionJudge } from '../choose/motion-judge.js';
import { MotionLadder } from '../choose/motion-ladder.js';
import { unexplainedChange } from '../statistics/temporal-power.js';
import { chooseKeyFrame } from '../clip/key-choice.js';
import { shareOfJumps } from '../clip/jumps.js';
import { shareOfTravel } from '../clip/travel.js';
import { loopPeriod } from '../clip/loop-detection.js';
import { thumbnailsOf } from '../clip/thumbnails.js';
import { encoderPlan, type EncoderPlan } from '../encoder-plan.js';
import { splitTone } from '../fit/whole-tone.js';
import { explainMotion } from './explain-motion.js';
import { StatisticsMeter } from '../statistics/statistics-meter.js';
import type { GroupAssistant } from '../parallel/group-assistant.js';
import type { GroupJob, GroupWatch } from './group-job.js';

/** Quality of the coded key picture that motion is fitted to: about what streams of a few kilobytes can afford. */
const FITTING_QUALITY = 20;

/** Pixels above which a picture is large. */
const LARGE = 512 * 512;

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
  const seen = plan.reduced ? await analysisPlanes(frames, breathe) : undefined;
  const keyFrame = await chooseKeyFrame((seen ?? frames).slice(0, length), breathe, split?.whole);
  const large = width * height > LARGE;
  const efforts = large ? plan.largeStills : plan.stills;
  const restoration = { appearance, grainy: !plan.without.has('grain'), seed, middle: large && plan.reduced };
  const keys = new KeyLadder(frames[keyFrame]!, stills, efforts, restoration, breathe);
  keys.prepare();
  // Stills and networks run elsewhere, so this key picture is made while motion is analysed.
  const fitting = begun(fittingKey(keys, plan));
  const thumbnails = await thumbnailsOf(seen ?? frames, breathe);
  const shape = { keyFrame, tail, loopFrames: job.whole && tone === undefined ? (loopPeriod(thumbnails) ?? 0) : 0 };
  const planes = seen ?? (await analysisPlanes(frames, breathe));
  const picture = { width, height };
  const onFrame = (done: number): void => onProgress?.('flow', done / frames.length);
  const shared: SharedGroup = {
    planes,
    keyFrame,
    picture,
    quality: plan.flow,
    stride: shape.loopFrames > 0 ? 1 : plan.stride,
    forward: !plan.without.has('lagrangian'),
  };
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

async function analysisPlanes(frames: readonly Picture[], breathe: Breathe): Promise<Plane[]> {
  const planes: Plane[] = [];
  for (const frame of frames) {
    planes.push(analysisPlane(frame));
    await breathe();
  }
  return planes;
}

/** What motion is fitted to and first judged beside. */
async function fittingKey(keys: KeyLadder, { besideRestored }: EncoderPlan) {
  const coded = await keys.at(FITTING_QUALITY);
  const { restored, shown } = besideRestored
    ? await keys.finish(coded)
    : { restored: coded.decoded, shown: coded.decoded };
  return { coded, restored, shown };
}
