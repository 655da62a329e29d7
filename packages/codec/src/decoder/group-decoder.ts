import { inSteps, type Breathe } from '../math/index.js';
import type { AppearanceGenerator, Drawing, MotionGenerator } from '../generator/index.js';
import {
  CorruptStreamError,
  COVER_SECTION,
  DRAWN_MOTION_SECTION,
  sectionData,
  type GroupPayload,
} from '../bitstream/index.js';
import { decodeCover, isUnusableStill, splitGrain, type StillDecoder } from '../key/index.js';
import {
  decodeHints,
  decodeStatistics,
  readStatistics,
  type MotionTokens,
  type StatisticsTokens,
} from '../motion/index.js';
import { GroupRenderer, prepareScene, type GroupScene } from '../render/index.js';
import { readMotionPayload } from '../motion/tokens/motion-payload.js';
import { grainAmount, grainSteps, type Picture } from '../picture/index.js';
import { loopPeriod } from './loop-period.js';

/** The parts that turn payloads into pictures. */
export interface GroupTools {
  readonly stills: StillDecoder;
  readonly motion: MotionGenerator;
  readonly appearance: AppearanceGenerator;
  readonly fidelity: number;
  /** Called between the steps of decoding a group: may throw to end the work. */
  readonly breathe: Breathe;
}

/** A group that is ready to be composed, here or elsewhere. */
export interface DecodedScene {
  readonly tokens: MotionTokens;
  /** Period after which all that moves comes back, in frames; 0 where it does not. */
  readonly loopFrames: number;
  readonly scene: GroupScene;
}

/** A group that is ready to be rendered. */
export interface DecodedGroup {
  readonly key: Picture;
  readonly tokens: MotionTokens;
  readonly renderer: GroupRenderer;
}

/** Place of a group, for error messages, and the facts of its stream that decoding needs. */
export interface GroupPlace {
  readonly index: number;
  readonly offset: number;
  readonly width: number;
  readonly height: number;
  readonly seed: number;
  /** Frame of the stream at which the group begins. */
  readonly firstFrame: number;
  /** Luma of the grey that pictures lie over where they do not cover everything; `undefined` in opaque streams. */
  readonly matte: number | undefined;
}

/**
 * Decodes the key picture and the motion of one group and runs its generators.
 * @param key the group's key picture, where it has been decoded and restored before
 * @throws CorruptStreamError naming the group where either payload is damaged; NoStillDecoderError; what `breathe` throws
 */
export async function decodeGroup(
  payload: GroupPayload,
  place: GroupPlace,
  tools: GroupTools,
  key?: Picture,
): Promise<DecodedScene> {
  const { seed } = place;
  const tokens = readMotionPayload(payload.motion, { ...place, frames: payload.frames });
  const statistics = statisticsOf(payload, place);
  const drawing = statistics && drawingOf(statistics, place);
  const restored = key ?? (await keyOf(payload, place, tools));
  await tools.breathe();
  const scene = await sceneOf(restored, tokens, payload.frames, seed, tools.motion, drawing);
  return { tokens, loopFrames: loopPeriod(tokens, statistics), scene };
}

/**
 * The key picture of a group, restored, with its cover where it has one.
 * @throws CorruptStreamError naming the group where it cannot be decoded; NoStillDecoderError; what `breathe` throws
 */
export async function keyOf(
  { key, sections }: Pick<GroupPayload, 'key' | 'sections'>,
  place: GroupPlace,
  tools: GroupTools,
): Promise<Picture> {
  const { width, height, seed, matte } = place;
  const decoded = await asPartOf(place, 'key picture', decodeKey(key, width, height, tools.stills));
  const restored = await restoreKey(decoded, seed, tools);
  const data = matte === undefined ? undefined : sectionData(sections, COVER_SECTION);
  if (matte === undefined || data === undefined) return restored;
  const alpha = await asPartOf(place, 'alpha', decodeCover(data, place, tools.stills));
  await tools.breathe();
  return { ...restored, cover: { alpha, matte } };
}

function statisticsOf({ sections }: GroupPayload, place: GroupPlace): StatisticsTokens | undefined {
  const data = sectionData(sections, DRAWN_MOTION_SECTION);
  return data && readStatistics(data, place);
}

function drawingOf(tokens: StatisticsTokens, { width, height, firstFrame }: GroupPlace): Drawing {
  return { statistics: decodeStatistics(tokens, width, height), firstFrame, loopFrames: tokens.loopFrames };
}

/** Runs the motion generator on a restored key picture and decoded tokens; the encoder calls it to see what a decoder sees. */
export async function prepareGroup(
  key: Picture,
  tokens: MotionTokens,
  frames: number,
  seed: number,
  generator: MotionGenerator,
  drawing?: Drawing,
): Promise<DecodedGroup> {
  return { key, tokens, renderer: new GroupRenderer(await sceneOf(key, tokens, frames, seed, generator, drawing)) };
}

async function sceneOf(
  key: Picture,
  tokens: MotionTokens,
  frames: number,
  seed: number,
  generator: MotionGenerator,
  drawing?: Drawing,
): Promise<GroupScene> {
  const hints = decodeHints(tokens, key.width, key.height, frames);
  return prepareScene({ key, hints, seed, motion: await generator.generate({ hints, key, seed, drawing }) });
}

/** A decoded key picture, what it was decoded from, the size of its payload, and the grain that it lacks. */
export interface DecodedKey {
  readonly picture: Picture;
  readonly still: Uint8Array;
  readonly bytes: number;
  /** Grain code; 0 is none. */
  readonly grain: number;
}

/** Runs the appearance generator, which does the less the more bits the key picture has, then adds the grain. */
export async function restoreKey(
  { picture, still, bytes, grain }: DecodedKey,
  seed: number,
  { appearance, fidelity, breathe }: Pick<GroupTools, 'appearance' | 'fidelity' | 'breathe'>,
): Promise<Picture> {
  const restored = await appearance.restore({ key: picture, still, bytes, seed, fidelity });
  await breathe();
  const { even, textured } = grainAmount(grain);
  const amount = { even: even * (1 - fidelity), textured: textured * (1 - fidelity) };
  return inSteps(grainSteps(restored, amount, seed), breathe);
}

/**
 * Decodes a key payload.
 * @throws CorruptStillError, UnsupportedStillError
 */
export async function decodeKey(
  payload: Uint8Array,
  width: number,
  height: number,
  stills: StillDecoder,
): Promise<DecodedKey> {
  const { still, grain } = splitGrain(payload);
  return { picture: await stills.decode(still, width, height), still, bytes: payload.length, grain };
}

/** What is wrong within a still is the fault of its group; that there is no decoder for it is not. */
async function asPartOf<T>({ offset, index }: GroupPlace, part: string, decoding: Promise<T>): Promise<T> {
  try {
    return await decoding;
  } catch (error) {
    if (isUnusableStill(error))
      throw new CorruptStreamError(`The ${part} cannot be decoded: ${error.message}`, offset, index);
    throw error;
  }
}
