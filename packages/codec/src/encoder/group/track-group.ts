import { begun, type Breathe } from '../../math/index.js';
import type { AppearanceGenerator } from '../../generator/index.js';
import type { StillDecoder, StillEncoder } from '../../key/index.js';
import type { Picture, Plane } from '../../picture/index.js';
import { analyseMotion, analysisPlane, type MotionAnalysis } from '../analysis/motion-analysis.js';
import type { SharedGroup } from '../analysis/shared-group.js';
import { KeyLadder, type CodedKey } from '../choose/key-ladder.js';
import { chooseKeyFrame } from '../clip/key-choice.js';
import { loopPeriod } from '../clip/loop-detection.js';
import { thumbnailsOf } from '../clip/thumbnails.js';
import { encoderPlan, isLarge, type EncoderPlan } from '../encoder-plan.js';
import type { GroupShape } from '../fit/mode-fitter.js';
import { splitTone, type ToneSplit } from '../fit/whole-tone.js';
import type { GroupAssistant } from '../parallel/group-assistant.js';
import type { GroupJob, GroupWatch } from './group-job.js';

/** Quality of the coded key picture that motion is fitted to: about what streams of a few kilobytes can afford. */
const FITTING_QUALITY = 20;

/** Makes key pictures, and shows them as decoders will. */
export interface TrackingTools {
  readonly stills: StillEncoder & StillDecoder;
  readonly appearance: AppearanceGenerator;
  /** Takes shares of the work; all of it is done here where left out. */
  readonly assistant?: GroupAssistant | undefined;
}

/** A key picture at a middling quality, what its generator restores of it, and what decoders show. */
export interface FittingKey {
  readonly coded: CodedKey;
  readonly restored: Picture;
  readonly shown: Picture;
}

/** A group whose frames were followed to its key frame. */
export interface TrackedGroup {
  readonly plan: EncoderPlan;
  /** The light of the whole picture, taken out of the frames where it changes. */
  readonly tone: ToneSplit['tone'] | undefined;
  /** Number of frames of the group, without its tail. */
  readonly length: number;
  /** Sides of the full picture in pixels. */
  readonly picture: { readonly width: number; readonly height: number };
  /** Luma of all frames at the resolution of the analysis. */
  readonly planes: readonly Plane[];
  readonly thumbnails: readonly Plane[];
  /** Frame that the key picture shows. */
  readonly keyFrame: number;
  readonly shape: GroupShape;
  readonly keys: KeyLadder;
  /** What motion is fitted to and first judged beside: it is made meanwhile. */
  readonly fitting: Promise<FittingKey>;
  readonly analysis: MotionAnalysis;
}

/**
 * The first half of the analysis of a group: its key frame, and the flow of its frames to that.
 * @throws what `breathe` throws
 */
export async function trackGroup(
  job: Omit<GroupJob, 'target' | 'modelId'>,
  { stills, appearance, assistant }: TrackingTools,
  onProgress: GroupWatch['onProgress'],
  breathe: Breathe,
): Promise<TrackedGroup> {
  const { tail, seed } = job;
  const large = isLarge(job.frames[0]!);
  const plan = encoderPlan(job.preset, job.without, large);
  const split = plan.without.has('whole-light') ? undefined : await splitTone(job.frames, breathe);
  const tone = split?.tone;
  const frames = split?.frames ?? job.frames;
  const length = frames.length - tail;
  const { width, height } = frames[0]!;
  const seen = plan.reduced ? await analysisPlanes(frames, breathe) : undefined;
  const keyFrame = await chooseKeyFrame((seen ?? frames).slice(0, length), breathe, split?.whole);
  const restoration = { appearance, grainy: !plan.without.has('grain'), seed, middle: large && plan.reduced };
  const keys = new KeyLadder(frames[keyFrame]!, stills, plan.stills, restoration, breathe);
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
  return { plan, tone, length, picture, planes, thumbnails, keyFrame, shape, keys, fitting, analysis };
}

async function analysisPlanes(frames: readonly Picture[], breathe: Breathe): Promise<Plane[]> {
  const planes: Plane[] = [];
  for (const frame of frames) {
    planes.push(analysisPlane(frame));
    await breathe();
  }
  return planes;
}

async function fittingKey(keys: KeyLadder, { besideRestored }: EncoderPlan): Promise<FittingKey> {
  const coded = await keys.at(FITTING_QUALITY);
  const { restored, shown } = besideRestored
    ? await keys.finish(coded)
    : { restored: coded.decoded, shown: coded.decoded };
  return { coded, restored, shown };
}
