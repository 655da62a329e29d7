import { MAX_GROUP_FRAMES, MAX_VARUINT, writeStream } from '../../bitstream/index.js';
import { breather } from '../../math/index.js';
import {
  chooseAppearance,
  endedBy,
  guessStatistics,
  STATISTICS_FILE,
  type NetworkRuntime,
} from '../../generator/index.js';
import type { StillDecoder, StillEncoder } from '../../key/index.js';
import { NO_MOTION, writeMotionPayload, type MotionStatistics } from '../../motion/index.js';
import {
  assertColour,
  assertPicture,
  assertShape,
  assertSignal,
  framesPerSecond,
  InvalidOptionError,
  MIN_SIDE,
  type ColourDescription,
  type FrameRate,
  type Picture,
  type Plane,
} from '../../picture/index.js';
import { orAborted } from '../../source/index.js';
import { chooseCover } from '../choose/cover-choice.js';
import { KeyLadder } from '../choose/key-ladder.js';
import { Matte } from '../clip/matte.js';
import { MOST_DRAWN_BYTES } from '../group/drawn-share.js';
import { groupPayload } from '../group/group-payload.js';
import { quantiseStatistics, STATISTICS_GRID } from '../statistics/quantise-statistics.js';
import { modelNote, streamHeader } from '../stream-header.js';
import { encoderPlan } from '../encoder-plan.js';
import { assertFrameRate, assertModelId, assertWithin } from '../options.js';
import { asStrongAs, masked, scaled } from './shape-statistics.js';

const FRAME_RATE: FrameRate = { numerator: 25, denominator: 1 };
const SECONDS = 8;
const QUALITY = 40;
const MOST_STRENGTH = 4;
/** Share of guessed strengths that is drawn: what moves though it should rest looks worse than what is calm (decision 0050). */
const GUESSED_SHARE = 0.65;

/** Options of {@link animate}. */
export interface AnimateOptions {
  readonly stills: StillEncoder & StillDecoder;
  /** Guesses what would move, and runs the model of `modelId`. */
  readonly networks: NetworkRuntime;
  /** Id of the model that decoders shall draw with; 0, the classical generators, when left out. */
  readonly modelId?: number;
  /** Quality of the still from 1 to 100, or bytes of the stream that it may fill; quality 40 when left out. */
  readonly target?: { readonly quality: number } | { readonly bytes: number };
  /** Length of the loop in seconds; 8 when left out. */
  readonly seconds?: number;
  /** 25 frames per second when left out. */
  readonly frameRate?: FrameRate;
  /** How strongly it moves, 0 to 4: 1, as was guessed, when left out. */
  readonly strength?: number;
  /** What may move, of any size: 0 stands still, 255 moves as was guessed. All of the picture when left out. */
  readonly mask?: Plane;
  /** Statistics of a clip, see {@link clipStatistics}: the picture moves as strongly and as fast as that clip. */
  readonly like?: MotionStatistics;
  /** Decides which motion it is, 0 to 2^31 - 1; 0 when left out. */
  readonly seed?: number;
  /** How the picture's samples were tagged; BT.709 limited when left out. */
  readonly colour?: ColourDescription;
  readonly signal?: AbortSignal;
}

/** A picture that moves. */
export interface Animated {
  /** The stream: a still, statistics, and no motion. */
  readonly bytes: Uint8Array;
  readonly frames: number;
  /** Bytes of the still, and of the statistics of its motion: 0 where nothing would move. */
  readonly stillBytes: number;
  readonly motionBytes: number;
  /** Why the stream does not name the model that was asked for; `undefined` where it does. */
  readonly note: string | undefined;
}

/**
 * Makes a picture come alive: a seamless loop whose motion is drawn by decoders from statistics that are guessed from the
 * picture alone.
 * @param picture sides of at least 64 pixels
 * @throws InvalidOptionError for options out of range; ModelError where a network cannot run; AbortError
 */
export async function animate(picture: Picture, options: AnimateOptions): Promise<Animated> {
  const frames = assertAnimateOptions(picture, options);
  return orAborted(animated(picture, frames, options), options.signal);
}

async function animated(picture: Picture, frames: number, options: AnimateOptions): Promise<Animated> {
  const { stills, seed = 0, strength = 1, signal } = options;
  const matte = new Matte();
  const laid = matte.under(picture);
  const networks = endedBy(options.networks, signal);
  const { width, height } = picture;
  const guess = await guessStatistics(await networks.open(STATISTICS_FILE), laid, STATISTICS_GRID);
  signal?.throwIfAborted();
  const strengths = options.like ? asStrongAs(guess, options.like) : scaled(guess, GUESSED_SHARE);
  const wished = scaled(masked(strengths, options.mask), strength);
  const quantised = quantiseStatistics(
    wished,
    { grid: STATISTICS_GRID, picture, loopFrames: frames },
    MOST_DRAWN_BYTES,
  );
  const statistics = quantised?.payload ?? new Uint8Array(0);
  const motion = writeMotionPayload({ ...NO_MOTION, loopFrames: frames }, width, height, frames);
  const facts = { ...options, frameRate: options.frameRate ?? FRAME_RATE };
  const header = { ...streamHeader(picture, facts), sections: matte.sections };
  const { modelId } = header;
  const breathe = breather(signal);
  const target = options.target ?? { quality: QUALITY };
  const cover = await chooseCover(laid, target, stills, breathe);
  const streamOf = (key: Uint8Array): Uint8Array =>
    writeStream(header, [groupPayload({ frames, key, motion, statistics, cover })]);
  const { appearance } = await chooseAppearance(modelId, modelId === 0 ? 'classical' : 'learned', networks);
  const keys = new KeyLadder(laid, stills, encoderPlan().stills, { appearance, grainy: true, seed }, breathe);
  const coded = await ('quality' in target
    ? keys.at(target.quality)
    : keys.within(target.bytes - streamOf(new Uint8Array(1)).length));
  signal?.throwIfAborted();
  const { payload } = await keys.finish(coded);
  return {
    bytes: streamOf(payload),
    frames,
    stillBytes: payload.length,
    motionBytes: statistics.length,
    note: modelNote(header, options.modelId),
  };
}

/** @returns frames of the loop */
function assertAnimateOptions(picture: Picture, options: AnimateOptions): number {
  assertPicture(picture, 'picture');
  if (Math.min(picture.width, picture.height) < MIN_SIDE) {
    const size = `${picture.width}x${picture.height}`;
    throw new InvalidOptionError('picture', `sides of at least ${MIN_SIDE} pixels`, size);
  }
  assertShape('options', options);
  assertShape('stills', options.stills, ['encode', 'decode']);
  assertShape('networks', options.networks, ['open']);
  assertSignal(options.signal);
  const { seconds = SECONDS, frameRate = FRAME_RATE, strength = 1, seed = 0, colour } = options;
  assertWithin('seed', seed, 0, MAX_VARUINT);
  assertModelId(options.modelId);
  assertFrameRate(frameRate);
  if (colour !== undefined) assertColour(colour);
  if (!(strength >= 0 && strength <= MOST_STRENGTH))
    throw new InvalidOptionError('strength', `a number from 0 to ${MOST_STRENGTH}`, strength);
  assertStillTarget(options.target);
  assertMask(options.mask);
  const frames = Math.round(seconds * framesPerSecond(frameRate));
  if (!(frames >= 2 && frames <= MAX_GROUP_FRAMES))
    throw new InvalidOptionError('seconds', `2 to ${MAX_GROUP_FRAMES} frames`, `${seconds} s, ${frames} frames`);
  options.signal?.throwIfAborted();
  return frames;
}

function assertStillTarget(target: AnimateOptions['target']): void {
  if (target === undefined) return;
  assertShape('target', target);
  if ('quality' in target) {
    assertWithin('target.quality', target.quality, 1, 100);
    return;
  }
  if (!(target.bytes > 0)) throw new InvalidOptionError('target.bytes', 'a number of bytes above 0', target.bytes);
}

function assertMask(mask: Plane | undefined): void {
  if (mask === undefined) return;
  assertShape('mask', mask);
  const { width, height, data } = mask;
  if (!(width >= 1 && height >= 1) || !(data instanceof Float32Array) || data.length !== width * height)
    throw new InvalidOptionError('mask', 'a plane with a value for each pixel', `${width}x${height}`);
}
