/**
 * @file What a stream may ask of whoever reads it. The limits of the format (limits.ts) are those of its fields; a stream
 * within them may still ask for gigabytes or hours in a few hundred bytes. Budgets are what a reader is willing to spend:
 * generous for what the codec is made for, and raised by options where more is meant.
 */
import { DynamicsError, framesPerSecond, InvalidOptionError, type FrameRate } from '../picture/index.js';

/** Budgets of a stream. `Infinity` lifts one. */
export interface StreamBudgets {
  /** Most pixels of a picture, width times height; 2^23 when left out, which 3840x2160 stays below. */
  readonly maxPixels?: number | undefined;
  /** Most seconds that it plays; a day when left out. */
  readonly maxSeconds?: number | undefined;
  /** Most bytes; 2^28 when left out. */
  readonly maxBytes?: number | undefined;
}

/** Budgets of a stream, and of what is made of it. */
export interface PlayBudgets extends StreamBudgets {
  /** Most frames made in one go; as many as have 2^33 pixels in all, 12.9 GB as raw video, when left out. */
  readonly maxOutputFrames?: number | undefined;
}

/** A budget would be exceeded. `option` names the one to raise. */
export class LimitError extends DynamicsError {
  override readonly name = 'LimitError';
  readonly code = 'LIMIT';

  /**
   * @param limit what the option allows
   * @param what is counted, as a plural
   * @param received how many there are, or would be
   */
  constructor(
    readonly option: keyof PlayBudgets,
    readonly limit: number,
    what: string,
    readonly received: number,
  ) {
    super(`Expected at most ${limit} ${what} but received ${received}; raise ${option} to allow them`);
  }
}

const DEFAULTS = { maxPixels: 2 ** 23, maxSeconds: 86_400, maxBytes: 2 ** 28 };
const OUTPUT_PIXELS = 2 ** 33;

/**
 * A budget of options, or its default.
 * @throws InvalidOptionError where it is no number above 0
 */
export function budgetOf(name: keyof PlayBudgets, given: PlayBudgets, fallback: number): number {
  const budget = given[name] === undefined ? fallback : given[name];
  if (!(typeof budget === 'number' && budget > 0)) throw new InvalidOptionError(name, 'a number above 0', budget);
  return budget;
}

/** The budgets of a stream with their defaults. @throws InvalidOptionError */
export function streamBudgets(given: StreamBudgets): Readonly<Record<keyof StreamBudgets, number>> {
  return {
    maxPixels: budgetOf('maxPixels', given, DEFAULTS.maxPixels),
    maxSeconds: budgetOf('maxSeconds', given, DEFAULTS.maxSeconds),
    maxBytes: budgetOf('maxBytes', given, DEFAULTS.maxBytes),
  };
}

/** The frames that may be made of pictures of a size. @throws InvalidOptionError */
export function outputBudget(given: PlayBudgets, { width, height }: { width: number; height: number }): number {
  return budgetOf('maxOutputFrames', given, Math.floor(OUTPUT_PIXELS / (width * height)));
}

/** Refuses pictures of too many pixels. @throws LimitError */
export function assertPixels({ width, height }: { width: number; height: number }, maxPixels: number): void {
  if (width * height > maxPixels) throw new LimitError('maxPixels', maxPixels, 'pixels in a picture', width * height);
}

/** Refuses what plays too long. @throws LimitError */
export function assertSeconds(frames: number, rate: FrameRate, maxSeconds: number): void {
  const seconds = frames / framesPerSecond(rate);
  if (seconds > maxSeconds) throw new LimitError('maxSeconds', maxSeconds, 'seconds', seconds);
}
