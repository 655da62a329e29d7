import { MAX_FRAMES, MAX_GROUP_FRAMES, MAX_VARUINT } from '../bitstream/index.js';
import { modelOf, MODELS } from '../generator/index.js';
import { InvalidOptionError } from '../picture/index.js';
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
  const { target, groupLimit, frameRate, frameCount, seed, groups } = options;
  encoderPlan(options.preset, options.without);
  assertWithin('groupLimit', groupLimit ?? DEFAULT_GROUP_LIMIT, MIN_GROUP_LIMIT, MAX_GROUP_FRAMES - 1);
  if (frameCount !== undefined) assertWithin('frameCount', frameCount, 1, MAX_FRAMES);
  if (seed !== undefined) assertWithin('seed', seed, 0, MAX_VARUINT);
  if (groups !== undefined) assertWithin('groups.concurrency', groups.concurrency, 1, 1024);
  assertWithin('frameRate.numerator', frameRate.numerator, 1, MAX_VARUINT);
  assertWithin('frameRate.denominator', frameRate.denominator, 1, MAX_VARUINT);
  if ('quality' in target && !(target.quality >= 0 && target.quality <= 100)) {
    throw new InvalidOptionError('target.quality', 'a number from 0 to 100', target.quality);
  }
  if ('bitrate' in target && !(target.bitrate > 0)) {
    throw new InvalidOptionError('target.bitrate', 'bits per second above 0', target.bitrate);
  }
  if ('bytes' in target && !(target.bytes > 0)) {
    throw new InvalidOptionError('target.bytes', 'a number of bytes above 0', target.bytes);
  }
  if (options.modelId !== undefined && options.modelId !== 0 && modelOf(options.modelId) === undefined) {
    const known = `0 or one of ${MODELS.map(({ id }) => id).join(', ')}`;
    throw new InvalidOptionError('modelId', known, options.modelId);
  }
  options.signal?.throwIfAborted();
}

function assertWithin(option: string, value: number, low: number, high: number): void {
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new InvalidOptionError(option, `an integer from ${low} to ${high}`, value);
  }
}
