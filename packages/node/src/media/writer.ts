import { extname } from 'node:path';
import {
  InvalidOptionError,
  MAX_SIDE,
  assertColour,
  assertName,
  assertPicture,
  assertShape,
  assertSignal,
  flattened,
  frameRateFrom,
  framesPerSecond,
  resamplePicture,
  type FrameRate,
  type Picture,
} from 'dynamics-codec/picture';
import { MediaError, throwIfAborted } from 'dynamics-codec/source';
import { assertPath } from './assert-path.js';
import { workingColour } from './background.js';
import { HandleQueue } from './handle-queue.js';
import { isSequencePattern } from './png-sequence.js';
import { openSink, type Sink } from './sinks.js';
import { guarded, labelOf } from './write-failure.js';
import type { OutputFormat, VideoWriterOptions } from './writer-options.js';

/**
 * A video being written. Call `finish` at the end or `abort` to leave nothing behind. Calls need not wait for each other:
 * they take their turns. A call after a failure, `finish` or `abort` fails.
 */
export interface VideoWriter {
  readonly format: OutputFormat;
  /** Size as it is stored: mp4 leaves out the last column or row of an odd size. */
  readonly width: number;
  readonly height: number;
  /** One sentence for people where the file differs from what was asked for. */
  readonly note: string | undefined;
  /**
   * Takes a picture, which must stay as it is until the promise resolves.
   * @throws MediaError, InvalidOptionError if the picture has another size
   */
  write(picture: Picture): Promise<void>;
  /** Completes the file and gives it its name, after the pictures that were given. Where it fails, nothing is left behind. */
  finish(): Promise<void>;
  /** Waits for the call in flight, closes and removes everything. Pictures that wait their turn are refused. Does nothing after `finish`. */
  abort(): Promise<void>;
}

/**
 * The format that a file's ending stands for.
 * @throws InvalidOptionError if there is none
 */
export function outputFormatOf(output: string): OutputFormat {
  if (output === '-') return 'y4m';
  const ending = extname(output).toLowerCase();
  const known: Readonly<Record<string, OutputFormat>> = {
    '.mp4': 'mp4',
    '.m4v': 'mp4',
    '.webm': 'webm',
    '.gif': 'gif',
    '.webp': 'webp',
    '.avif': 'avif',
    '.y4m': 'y4m',
  };
  const format = ending === '.png' ? 'png' : known[ending];
  if (!format)
    throw new InvalidOptionError(
      'output',
      'a name ending in .mp4, .webm, .gif, .webp, .avif, .y4m or %04d.png',
      output,
    );
  if (format === 'png' && !isSequencePattern(output)) {
    throw new InvalidOptionError('output', 'numbered pictures like frame_%04d.png', output);
  }
  return format;
}

/**
 * Creates a video file: mp4 (H.264, playable while it loads), webm (VP9), gif (one palette, ordered dither, endless),
 * animated webp and avif (AV1), y4m or numbered PNGs. `-` is standard output. Files are written under a temporary name and renamed by `finish`: what was
 * there before is untouched until then, and keeps its mode. Numbered PNGs take the place of all files of their pattern. Of
 * a symbolic link the target is replaced. Devices, FIFOs and sockets are written to.
 *
 * 4:2:0 H.264 holds even sizes only. An odd last column or row is left out there, and `note` says so; the alternatives,
 * a repeated edge or H.264 4:4:4, would show a stripe or not play in browsers. The other formats keep odd sizes.
 * @throws InvalidOptionError, MediaError
 */
export async function createVideoWriter(output: string, options: VideoWriterOptions): Promise<VideoWriter> {
  assertPath('output', output);
  assertShape('options', options);
  if (options.format !== undefined) assertName('format', options.format, FORMATS);
  const format = options.format ?? outputFormatOf(output);
  assertOptions(output, format, options);
  throwIfAborted(options.signal);
  const trimmed = EVEN.has(format);
  const width = trimmed ? options.width & ~1 : options.width;
  const height = trimmed ? options.height & ~1 : options.height;
  const frameRate = format === 'y4m' ? options.frameRate : plainRate(options.frameRate);
  const keepsAlpha = options.transparent === true && options.background === undefined && WITH_ALPHA.has(format);
  const stored = { ...options, width, height, frameRate, transparent: keepsAlpha };
  const sink = await guarded(labelOf(output), () => openSink(output, format, stored));
  const background = keepsAlpha ? undefined : workingColour(options.background ?? BLACK);
  return new SizedWriter(output, format, options, width, height, sink, background);
}

function assertOptions(output: string, format: OutputFormat, options: VideoWriterOptions): void {
  const least = EVEN.has(format) ? 2 : 1;
  for (const side of ['width', 'height'] as const) {
    const value = options[side];
    if (!Number.isInteger(value) || value < least || value > MAX_SIDE) {
      throw new InvalidOptionError(side, `an integer from ${least} to ${MAX_SIDE}`, value);
    }
  }
  assertShape('frameRate', options.frameRate);
  const { numerator, denominator } = options.frameRate;
  if (![numerator, denominator].every((part) => Number.isInteger(part) && part >= 1 && part < 2 ** 31)) {
    const expected = 'a fraction of positive integers below 2^31';
    throw new InvalidOptionError('frameRate', expected, `${numerator}/${denominator}`);
  }
  const fps = numerator / denominator;
  if (format !== 'y4m' && format !== 'png' && !(fps >= SLOWEST && fps <= FASTEST)) {
    const expected = `${SLOWEST} to ${FASTEST} frames a second, which are all that ${format} is written with`;
    throw new InvalidOptionError('frameRate', expected, `${numerator}/${denominator}`);
  }
  if (options.background !== undefined) workingColour(options.background);
  assertColour(options.colour);
  assertSignal(options.signal);
  const { quality } = options;
  if (quality !== undefined && !(quality >= 0 && quality <= 100))
    throw new InvalidOptionError('quality', 'a number from 0 to 100', quality);
  if (format === 'png' && !isSequencePattern(output)) {
    throw new InvalidOptionError('output', 'numbered pictures like frame_%04d.png', output);
  }
}

const FORMATS = ['mp4', 'webm', 'gif', 'webp', 'avif', 'y4m', 'png'];
/** Formats whose encoders take even sizes only. */
const EVEN: ReadonlySet<OutputFormat> = new Set(['mp4', 'avif']);
/** Formats that keep what is transparent. */
const WITH_ALPHA: ReadonlySet<OutputFormat> = new Set(['webm', 'gif', 'webp', 'png']);
const BLACK = '#000000';
/** Frames per second that encoders and players take. */
const SLOWEST = 0.01;
const FASTEST = 1000;
/** Encoders count time in fractions of 32 bits: larger parts overflow there. */
const LARGEST_PART = 120_000;

/** The nearest rate of small numbers. */
function plainRate(rate: FrameRate): FrameRate {
  return Math.max(rate.numerator, rate.denominator) > LARGEST_PART ? frameRateFrom(framesPerSecond(rate)) : rate;
}

class SizedWriter implements VideoWriter {
  readonly note: string | undefined;
  private state: 'open' | 'finished' | 'aborted' = 'open';
  private whole = false;
  private pictures = 0;
  private failure: { readonly error: unknown } | undefined;
  private readonly steps = new HandleQueue(
    () => new MediaError('ABORTED', `${labelOf(this.output)} was aborted while it was being written`),
  );

  constructor(
    private readonly output: string,
    readonly format: OutputFormat,
    private readonly options: VideoWriterOptions,
    readonly width: number,
    readonly height: number,
    private readonly sink: Sink,
    private readonly background: Parameters<typeof flattened>[1] | undefined,
  ) {
    const odd = width !== options.width || height !== options.height;
    const notes = [
      odd &&
        `${format} holds even sizes only, so the picture is cut from ${options.width}x${options.height} to ${width}x${height}; webm, y4m and PNG keep odd sizes`,
      options.transparent === true &&
        options.background === undefined &&
        background !== undefined &&
        `${format} is written without transparency: the picture lies over black; webm, webp, gif and PNG keep it, and a background sets another colour`,
    ].filter((note) => note !== false);
    this.note = notes.length === 0 ? undefined : notes.join('; ');
  }

  async write(picture: Picture): Promise<void> {
    throwIfAborted(this.options.signal);
    this.assertUsable();
    assertPicture(picture);
    for (const side of ['width', 'height'] as const) {
      if (picture[side] !== this.options[side])
        throw new InvalidOptionError(`picture.${side}`, String(this.options[side]), picture[side]);
    }
    await this.step(() => {
      this.pictures++;
      const { width, height, background } = this;
      const shown = background === undefined ? picture : flattened(picture, background);
      const fits = picture.width === width && picture.height === height;
      return this.sink.write(fits ? shown : resamplePicture(shown, width, height, { x: 0, y: 0, width, height }));
    });
  }

  async finish(): Promise<void> {
    throwIfAborted(this.options.signal);
    this.assertUsable();
    this.state = 'finished';
    try {
      await this.step(async () => {
        if (this.pictures === 0) throw new MediaError('NO_FRAMES', `${labelOf(this.output)} was given no picture`);
        await this.sink.finish();
        this.whole = true;
      });
    } finally {
      await this.close();
    }
  }

  async abort(): Promise<void> {
    if (this.state === 'open') this.state = 'aborted';
    await this.close();
  }

  private close(): Promise<void> {
    return this.steps.close(() => (this.whole ? undefined : this.sink.abort()));
  }

  private assertUsable(): void {
    if (this.state === 'open') return;
    throw new MediaError('CLOSED', `${labelOf(this.output)} was ${this.state} before; nothing more can be written`);
  }

  /** A step of writing. After one that failed the file is not whole, so all that follow fail alike. */
  private step(work: () => Promise<void>): Promise<void> {
    return this.steps.run(async () => {
      if (this.failure !== undefined) throw this.failure.error;
      try {
        await guarded(labelOf(this.output), work);
      } catch (error) {
        this.failure = { error };
        throw error;
      }
    });
  }
}
