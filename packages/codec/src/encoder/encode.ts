import {
  MAX_FRAMES,
  MAX_GROUP_BYTES,
  MAX_GROUP_FRAMES,
  STREAM_PROFILE,
  writeStream,
  type GroupPayload,
  type StreamHeader,
} from '../bitstream/index.js';
import {
  chooseGenerators,
  classicalMotion,
  modelOf,
  MODELS,
  withoutMotion,
  type MotionGenerator,
} from '../generator/index.js';
import { standsStill } from '../motion/index.js';
import {
  assertPicture,
  BT709_LIMITED,
  framesPerSecond,
  InvalidOptionError,
  MIN_SIDE,
  type Picture,
} from '../picture/index.js';
import type { Encoded, EncodeOptions, EncodeReport, FrameSource, RateTarget } from './api.js';
import { encoderPlan, type EncoderPlan } from './encoder-plan.js';
import { EmptyClipError } from './errors.js';
import { chooseKeyFrame } from './clip/key-choice.js';
import { KeyLadder, type KeyRestoration } from './choose/key-ladder.js';
import { loopPeriod } from './clip/loop-detection.js';
import { prepareCandidates } from './group/group-preparation.js';
import { ProgressReporter } from './progress.js';
import { chooseQuality, chooseWithin, type GroupCandidates, type GroupChoice } from './choose/rate-control.js';
import { segments, type Segment } from './clip/segmenter.js';

/** Longest group of pictures, in frames, where the options name none. */
export const DEFAULT_GROUP_LIMIT = 160;
const MIN_GROUP_LIMIT = 8;
/** By LPIPS at equal bytes, higher efforts of the still encoder gain nothing that is worth their time (docs/decisions.md). */
const STILL_EFFORT = 4;
/** Share of the classical generator's error below which another one is taken. */
const GENERATOR_GAIN = 0.995;
/** A size counts as met from this share of its target on. */
const MET_FROM = 0.95;

/**
 * Encodes a clip. Frames are read once and held one group at a time.
 * @throws InvalidOptionError for options out of range or frames of changing size, EmptyClipError for no frames at all,
 * AbortError through `options.signal`
 */
export async function encode(frames: FrameSource, options: EncodeOptions): Promise<Encoded> {
  assertOptions(options);
  const plan = encoderPlan(options.preset, options.without);
  const means: Means = { plan, ...(await generatorsOf(options, plan)) };
  const progress = new ProgressReporter(options);
  const groups: GroupPayload[] = [];
  let header: StreamHeader | undefined;
  let framesDone = 0;
  for await (const segment of segments(
    progress.counting(frames),
    options.groupLimit ?? DEFAULT_GROUP_LIMIT,
    options.frameCount,
  )) {
    header ??= streamHeader(segment.frames[0]!, options);
    const length = segment.frames.length - segment.tail;
    const total = budgetUntil(framesDone + length, options, segment.whole);
    const budget = total === undefined ? undefined : total - bytesBeside(header, groups, length, total);
    const payloads = await encodeGroup(segment, budget, options, means, progress);
    groups.push({ frames: length, sections: [], ...payloads });
    framesDone += length;
  }
  if (header === undefined) throw new EmptyClipError();
  const bytes = writeStream(
    { ...header, modelId: means.motions[0] === classicalMotion ? withoutMotion(header.modelId) : header.modelId },
    groups,
  );
  progress.report('writing', 1);
  return { bytes, report: reportOf(bytes.length, framesDone, options) };
}

/** Bytes of a stream of at most `total` bytes that are neither key nor motion of its last group, which is still to come. */
function bytesBeside(header: StreamHeader, groups: readonly GroupPayload[], frames: number, total: number): number {
  const largest = {
    frames,
    sections: [],
    key: new Uint8Array(Math.min(total, MAX_GROUP_BYTES >> 1)),
    motion: new Uint8Array(0),
  };
  return writeStream(header, [...groups, largest]).length - largest.key.length;
}

/** What all groups are encoded with. */
interface Means {
  readonly plan: EncoderPlan;
  readonly restoration: KeyRestoration;
  /** Of dense motion, the classical one first; the first group that moves decides which one the stream is made for. */
  motions: readonly MotionGenerator[];
}

/** What decoders will make of key pictures and hints; the classical generators where the stream's networks cannot be run here. */
async function generatorsOf(
  { modelId = 0, networks }: EncodeOptions,
  { without }: EncoderPlan,
): Promise<Omit<Means, 'plan'>> {
  const { appearance, motion } = await chooseGenerators(
    modelId,
    networks === undefined ? 'classical' : 'learned',
    networks,
  );
  return {
    restoration: { appearance, grainy: !without.has('grain') },
    motions: motion === classicalMotion ? [motion] : [classicalMotion, motion],
  };
}

async function encodeGroup(
  segment: Segment,
  budget: number | undefined,
  options: EncodeOptions,
  means: Means,
  progress: ProgressReporter,
): Promise<Pick<GroupPayload, 'key' | 'motion'>> {
  const { frames, tail } = segment;
  const { plan, restoration, motions } = means;
  const length = frames.length - tail;
  const keyFrame = chooseKeyFrame(frames.slice(0, length));
  const ladder = new KeyLadder(frames[keyFrame]!, options.stills, STILL_EFFORT, restoration);
  ladder.prepare();
  const loopFrames = segment.whole ? (loopPeriod(frames) ?? 0) : 0;
  const group = await prepareCandidates(
    { frames, length, keyFrame, tail, loopFrames },
    ladder,
    plan,
    progress,
    options.signal,
  );
  group.motions.judge.generator = motions[0]!;
  const { target } = options;
  const choice = await ('quality' in target
    ? chooseQuality(target.quality, group)
    : chooseWithin(Math.max(budget ?? 0, 1), group));
  if (motions.length > 1 && !standsStill(choice.motion)) means.motions = [await bestGenerator(choice, group, motions)];
  progress.groupDone(length);
  return { key: (await ladder.finish(choice.key)).payload, motion: choice.motionPayload };
}

/** The generator that makes the motion of a group move best beside its key picture; the first where others gain next to nothing. */
async function bestGenerator(
  { key, motion }: GroupChoice,
  { keys, motions: { judge, frames } }: GroupCandidates,
  generators: readonly MotionGenerator[],
): Promise<MotionGenerator> {
  const { shown } = await keys.finish(key);
  let best = generators[0]!;
  let least = Infinity;
  for (const generator of generators) {
    const error = await judge.errorOf(motion, frames, shown, generator);
    if (error < (generator === best ? 1 : GENERATOR_GAIN) * least) [best, least] = [generator, error];
  }
  return best;
}

function streamHeader(first: Picture, options: EncodeOptions): StreamHeader {
  assertPicture(first, 'frame');
  if (Math.min(first.width, first.height) < MIN_SIDE) {
    throw new InvalidOptionError(
      'size of the frames',
      `sides of at least ${MIN_SIDE} pixels`,
      `${first.width}x${first.height}`,
    );
  }
  return {
    profile: STREAM_PROFILE,
    width: first.width,
    height: first.height,
    frameRate: options.frameRate,
    colour: options.colour ?? BT709_LIMITED,
    modelId: options.modelId ?? 0,
    seed: 0,
    sections: [],
  };
}

/** Bytes that the stream may have when `frames` frames are in it. */
function budgetUntil(frames: number, options: EncodeOptions, whole: boolean): number | undefined {
  const { target, frameCount } = options;
  if ('quality' in target) return undefined;
  if ('bitrate' in target) return Math.floor((target.bitrate * frames) / framesPerSecond(options.frameRate) / 8);
  if (whole) return target.bytes;
  if (frameCount === undefined)
    throw new InvalidOptionError(
      'frameCount',
      'the number of frames, which a target in bytes needs for a clip of several groups',
      frameCount,
    );
  return Math.floor((target.bytes * Math.min(frames, frameCount)) / frameCount);
}

function reportOf(bytes: number, frames: number, options: EncodeOptions): EncodeReport {
  const seconds = frames / framesPerSecond(options.frameRate);
  const { target } = options;
  const wanted = targetBytes(target, seconds);
  const onTarget = wanted === undefined || (bytes <= wanted && bytes >= MET_FROM * wanted);
  return {
    bytes,
    frames,
    bitrate: (bytes * 8) / seconds,
    onTarget,
    note: onTarget ? undefined : missNote(bytes, wanted),
  };
}

function targetBytes(target: RateTarget, seconds: number): number | undefined {
  if ('quality' in target) return undefined;
  return 'bytes' in target ? target.bytes : Math.floor((target.bitrate * seconds) / 8);
}

function missNote(bytes: number, wanted: number): string {
  return bytes > wanted
    ? `The smallest stream of this clip takes ${bytes} bytes, more than the ${wanted} asked for: lower the size or take fewer frames.`
    : `No way to spend the rest of the ${wanted} bytes was found that makes the clip look or move better: ${bytes} are used.`;
}

function assertOptions(options: EncodeOptions): void {
  const { target, groupLimit, frameRate, frameCount } = options;
  assertWithin('groupLimit', groupLimit ?? DEFAULT_GROUP_LIMIT, MIN_GROUP_LIMIT, MAX_GROUP_FRAMES - 1);
  if (frameCount !== undefined) assertWithin('frameCount', frameCount, 1, MAX_FRAMES);
  assertWithin('frameRate.numerator', frameRate.numerator, 1, 2 ** 31 - 1);
  assertWithin('frameRate.denominator', frameRate.denominator, 1, 2 ** 31 - 1);
  if ('quality' in target && !(target.quality >= 0 && target.quality <= 100))
    throw new InvalidOptionError('target.quality', 'a number from 0 to 100', target.quality);
  if ('bitrate' in target && !(target.bitrate > 0))
    throw new InvalidOptionError('target.bitrate', 'bits per second above 0', target.bitrate);
  if ('bytes' in target && !(target.bytes > 0))
    throw new InvalidOptionError('target.bytes', 'a number of bytes above 0', target.bytes);
  if (options.modelId !== undefined && options.modelId !== 0 && modelOf(options.modelId) === undefined) {
    throw new InvalidOptionError('modelId', `0 or one of ${MODELS.map(({ id }) => id).join(', ')}`, options.modelId);
  }
  options.signal?.throwIfAborted();
}

function assertWithin(option: string, value: number, low: number, high: number): void {
  if (!Number.isInteger(value) || value < low || value > high)
    throw new InvalidOptionError(option, `an integer from ${low} to ${high}`, value);
}
