import { MAX_FRAMES, MAX_GROUP_FRAMES, MAX_VARUINT, streamBudgets } from '../bitstream/index.js';
import { modelOf, MODELS } from '../generator/index.js';
import { assertColour, assertShape, assertSignal, InvalidOptionError, type FrameRate } from '../picture/index.js';
import type { EncodeOptions } from './api.js';
import { encoderPlan } from './encoder-plan.js';

/** Longest group of pictures, in frames, where the options name none. */
export const DEFAULT_GROUP_LIMIT = 160;
const MIN_GROUP_LIMIT = 8;

/**
 * Checks the options of an encode, before anything is read.
 * @throws InvalidOptionError; AbortError where the signal was raised already
 */
export function assertOptions(options: EncodeOptions): void {
  assertShape('options', options);
  const { groupLimit, frameRate, frameCount, seed, groups, colour, networks, signal, modelId } = options;
  assertShape('stills', options.stills, ['encode', 'decode']);
  if (networks !== undefined) assertShape('networks', networks, ['open']);
  if (options.onProgress !== undefined && typeof options.onProgress !== 'function')
    throw new InvalidOptionError('onProgress', 'a function', options.onProgress);
  assertSignal(signal);
  encoderPlan(options.preset, options.without);
  assertWithin('groupLimit', groupLimit ?? DEFAULT_GROUP_LIMIT, MIN_GROUP_LIMIT, MAX_GROUP_FRAMES - 1);
  if (frameCount !== undefined) assertWithin('frameCount', frameCount, 1, MAX_FRAMES);
  if (seed !== undefined) assertWithin('seed', seed, 0, MAX_VARUINT);
  if (groups !== undefined) {
    assertShape('groups', groups, ['encodeGroup']);
    assertWithin('groups.concurrency', groups.concurrency, 1, 1024);
  }
  assertFrameRate(frameRate);
  if (colour !== undefined) assertColour(colour);
  assertTarget(options.target);
  assertModelId(modelId);
  streamBudgets(options);
  signal?.throwIfAborted();
}

const TARGETS = {
  bitrate: [Infinity, 'bits per second above 0'],
  bytes: [Infinity, 'a number of bytes above 0'],
  quality: [100, 'a number from 0 to 100'],
} as const;

/** A target is one of three, and nothing else. */
function assertTarget(target: unknown): void {
  assertShape('target', target);
  const given = Object.entries(target as object).filter(([, value]) => value !== undefined);
  const [name, value] = (given[0] ?? []) as [keyof typeof TARGETS | undefined, unknown];
  if (given.length !== 1 || name === undefined || !(name in TARGETS))
    throw new InvalidOptionError('target', 'one of bitrate, bytes and quality', given.map(([key]) => key).join(', '));
  const [most, expected] = TARGETS[name];
  if (typeof value !== 'number' || !(value <= most) || !(name === 'quality' ? value >= 0 : value > 0))
    throw new InvalidOptionError(`target.${name}`, expected, value);
}

/** Makes sure that a frame rate can be written. @throws InvalidOptionError */
export function assertFrameRate(frameRate: FrameRate): void {
  assertShape('frameRate', frameRate);
  assertWithin('frameRate.numerator', frameRate.numerator, 1, MAX_VARUINT);
  assertWithin('frameRate.denominator', frameRate.denominator, 1, MAX_VARUINT);
}

/** Makes sure that an id is that of a known model. @throws InvalidOptionError */
export function assertModelId(modelId: number | undefined): void {
  if (modelId === undefined || modelId === 0 || modelOf(modelId) !== undefined) return;
  throw new InvalidOptionError('modelId', `0 or one of ${MODELS.map(({ id }) => id).join(', ')}`, modelId);
}

/** Makes sure that an option is an integer of a range, its ends included. @throws InvalidOptionError */
export function assertWithin(option: string, value: number, low: number, high: number): void {
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new InvalidOptionError(option, `an integer from ${low} to ${high}`, value);
  }
}
