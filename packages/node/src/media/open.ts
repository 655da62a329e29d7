import type { Readable } from 'node:stream';
import {
  InvalidOptionError,
  MAX_SIDE,
  assertShape,
  assertSignal,
  fitPicture,
  flattened,
  frameRateFrom,
  framesPerSecond,
  type Picture,
} from 'dynamics-codec/picture';
import { atConstantRate } from 'dynamics-codec/source';
import { assertPath } from './assert-path.js';
import { workingColour } from './background.js';
import { sniffContainer } from './container.js';
import { containerKind } from './container-kind.js';
import { MediaError, throwIfAborted } from 'dynamics-codec/source';
import { spool } from './spool.js';
import { liveAddress, withoutSecrets } from './live-address.js';
import { openNative, openNativeLive } from './native-source.js';
import { isPipe, openPipe } from './pipes.js';
import { isFolder } from './is-folder.js';
import { isFile, isSequencePattern, isStillPng, openPngSequence } from './png-sequence.js';
import type { OpenVideoOptions, TimedSource, VideoSource } from 'dynamics-codec/source';
import { readOnce } from './read-once.js';
import { isRareY4m, openY4m } from './y4m.js';

const DEFAULT_RATE = { numerator: 25, denominator: 1 };

/**
 * Opens a video: mp4, mov, mkv, webm, avi, mpg, ts, wmv, dv, mxf, mjpeg, gif, animated webp, avif and png, y4m, numbered
 * PNGs (`dir/frame_%04d.png` or a folder of them) or standard input (`-`). Pipes and devices are read as standard input
 * is. `docs/formats.md` has the details.
 *
 * What is made of unusual input: rotation tags are applied; samples that are not square are resampled to square; a
 * variable rate becomes the rate of the part that moves, and `notes` says so; interlaced frames become pictures, one
 * each; more than 8 bits become 8; what is transparent stays so (`Picture.cover`), its samples laid over black, unless
 * there is a `background`; BT.2020 in standard range is converted;
 * PQ and HLG are refused. Untagged files are taken for BT.709 from 720 lines, else for BT.601, limited range, and
 * `colour` says so. Audio is ignored (`hasAudio` tells).
 *
 * Standard input that is not y4m is copied to a temporary file first, since containers need random access.
 * @throws InvalidOptionError, MediaError
 */
export async function openVideo(input: string, options: OpenVideoOptions = {}): Promise<VideoSource> {
  assertPath('input', input);
  assertOptions(options);
  throwIfAborted(options.signal);
  const source = await openTimed(input, options).catch((error: unknown) => {
    throwIfAborted(options.signal);
    throw error;
  });
  try {
    const label = labelOfInput(input);
    return readOnce(present(source, options, label), label, options.signal);
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** Options of {@link openLive}. */
export type OpenLiveOptions = Pick<OpenVideoOptions, 'frames' | 'fps' | 'size' | 'signal'>;

/**
 * Opens video that arrives without an end, and gives its pictures as they come: standard input (`-`) in a container that can be
 * read from its beginning (Y4M, MPEG-TS, Matroska, FLV and others), or an address of RTSP or HLS. Unlike `openVideo` it copies
 * nothing and reads nothing twice.
 * @throws InvalidOptionError, MediaError
 */
export async function openLive(input: string, options: OpenLiveOptions = {}): Promise<VideoSource> {
  assertPath('input', input);
  assertOptions(options);
  const address = liveAddress(input);
  throwIfAborted(options.signal);
  const label = input === '-' ? 'Standard input' : `"${withoutSecrets(input)}"`;
  const source = await openNativeLive(address, label, options.signal);
  try {
    return readOnce(present({ ...source, duration: undefined }, options, label), label, options.signal);
  } catch (error) {
    await source.close();
    throw error;
  }
}

function assertOptions(options: OpenVideoOptions): void {
  assertShape('options', options);
  const { start, frames, fps, size, startNumber } = options;
  assertSignal(options.signal);
  if (size !== undefined) assertShape('size', size);
  if (start !== undefined && !(start >= 0 && start < Infinity))
    throw new InvalidOptionError('start', 'seconds of at least 0', start);
  if (frames !== undefined && !(Number.isInteger(frames) && frames > 0)) {
    throw new InvalidOptionError('frames', 'an integer of at least 1', frames);
  }
  if (startNumber !== undefined && !(Number.isInteger(startNumber) && startNumber >= 0)) {
    throw new InvalidOptionError('startNumber', 'an integer of at least 0', startNumber);
  }
  if (options.background !== undefined) workingColour(options.background);
  if (fps !== undefined && !(fps >= 0.1 && fps <= 1000))
    throw new InvalidOptionError('fps', 'a number from 0.1 to 1000', fps);
  for (const side of ['width', 'height'] as const) {
    const value = size?.[side];
    if (value !== undefined && !(Number.isInteger(value) && value >= 1 && value <= MAX_SIDE)) {
      throw new InvalidOptionError(`size.${side}`, `an integer from 1 to ${MAX_SIDE}`, value);
    }
  }
}

async function openTimed(input: string, options: OpenVideoOptions): Promise<TimedSource> {
  const { signal } = options;
  const numbered = isSequencePattern(input) && !(await isFile(input));
  if (options.startNumber !== undefined && !numbered)
    throw new InvalidOptionError('startNumber', 'a pattern like frame_%04d.png as the input', input);
  if (await isPipe(input)) return openStream(await openPipe(input), labelOfInput(input), signal);
  if (numbered || (await isFolder(input))) {
    const rate = options.fps === undefined ? DEFAULT_RATE : frameRateFrom(options.fps);
    return openPngSequence(input, rate, options.startNumber, signal);
  }
  return openFile(input, labelOfInput(input), signal);
}

function labelOfInput(input: string): string {
  return input === '-' ? 'Standard input' : `"${input}"`;
}

async function openFile(path: string, label: string, signal: AbortSignal | undefined): Promise<TimedSource> {
  const { kind, bytes, head } = await sniffContainer(path);
  if (bytes === 0) throw new MediaError('NO_FRAMES', `${label} is empty`);
  if (kind === 'y4m' && !isRareY4m(head)) return openY4m(path, label, bytes, signal);
  if (kind === 'png' && (await isStillPng(path))) return openPngSequence(path, DEFAULT_RATE, undefined, signal);
  return openNative(path, label, signal);
}

/** Opens what can only be read once, from its beginning: y4m as it comes, anything else from a copy. */
async function openStream(stream: Readable, label: string, signal: AbortSignal | undefined): Promise<TimedSource> {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterableIterator<Buffer>;
  // Destroying it is what ends a call that waits for bytes.
  signal?.addEventListener('abort', () => stream.destroy(), { once: true });
  const first = await chunks.next();
  if (first.done === true) throw new MediaError('NO_FRAMES', `${label} is empty`);
  async function* whole(): AsyncGenerator<Buffer, void, undefined> {
    yield first.value as Buffer;
    yield* chunks;
  }
  if (containerKind(first.value) === 'y4m' && !isRareY4m(first.value)) {
    const input = Object.assign(whole(), { destroy: () => stream.destroy() });
    return openY4m(input, label, undefined, signal);
  }
  const assertVideo = async (path: string): Promise<void> => {
    if (containerKind(first.value) !== 'unknown') return;
    await openNative(path, label, signal).then(
      (source) => source.close(),
      (error: unknown) => {
        // Other complaints may be about the end that has not come yet.
        if (error instanceof MediaError && error.code === 'NOT_A_VIDEO') throw error;
      },
    );
  };
  const { path, discard } = await spool(whole(), label, assertVideo, signal);
  try {
    const source = await openFile(path, label, signal);
    return { ...source, close: () => source.close().then(discard) };
  } catch (error) {
    await discard();
    throw error;
  }
}

function present(source: TimedSource, options: OpenVideoOptions, label: string): VideoSource {
  const { start = 0, frames = Infinity } = options;
  const width = options.size?.width ?? source.width;
  const height = options.size?.height ?? source.height;
  const frameRate = options.fps === undefined ? source.frameRate : frameRateFrom(options.fps);
  const declared =
    source.duration === undefined ? Infinity : Math.round((source.duration - start) * framesPerSecond(frameRate));
  const expected = Math.max(0, Math.min(declared, frames));
  const background = options.background === undefined ? undefined : workingColour(options.background);
  async function* pictures(): AsyncGenerator<Picture, void, undefined> {
    const timed = source.pictures(start);
    let given = 0;
    try {
      for await (const picture of atConstantRate(timed, frameRate, source.startTime + start, frames, label)) {
        const fitted = fitPicture(picture, width, height);
        yield background === undefined ? fitted : flattened(fitted, background);
        given++;
      }
    } finally {
      await timed.return();
    }
    if (given === 0) throw new MediaError('NO_FRAMES', `${label} has no picture from ${start} seconds on`);
  }
  return {
    width,
    height,
    frameRate,
    // None at all is for `frames()` to find out and tell.
    frameCount: Number.isFinite(expected) && expected > 0 ? expected : undefined,
    colour: source.colour,
    hasAudio: source.hasAudio,
    container: source.container,
    codec: source.codec,
    notes: source.notes.map((note) => `${label} ${note}`),
    frames: pictures,
    close: () => source.close(),
  };
}
