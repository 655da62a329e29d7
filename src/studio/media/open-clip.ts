/**
 * @file Video files in the browser: mediabunny reads the container, WebCodecs decodes, and the decoder's own samples
 * become pictures as in Node. The first frame is decoded while opening: only then are sample format and colour known.
 */
import { BlobSource, Input, Logging, LogLevel, MATROSKA, MP4, MPEG_TS, QTFF, VideoSampleSink, WEBM, type InputVideoTrack, type VideoSample } from 'mediabunny';
import { atConstantRate } from '../../media/constant-rate.js';
import { MediaError } from '../../media/errors.js';
import { orientPicture, type Orientation } from '../../media/orientation.js';
import type { TimedPicture } from '../../media/source.js';
import { frameRateFrom, framesPerSecond, MAX_SIDE, resamplePicture, type ColourDescription, type FrameRate, type Picture } from '../../picture/index.js';
import { frameCountOf, type Selection } from './selection.js';
import { colourOfTags, pictureOfFrame } from './video-picture.js';

/** Facts of an opened clip. Sizes are those of the upright picture with square pixels. */
export interface ClipFacts {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly frameRate: FrameRate;
  /** Seconds. */
  readonly duration: number;
  readonly colour: ColourDescription;
  readonly container: string;
  readonly codec: string;
  readonly hasAudio: boolean;
}

/** An opened clip. Close it when done, also after an error. */
export interface Clip extends ClipFacts {
  /** Frames of a selection at the clip's rate. */
  pictures(selection: Selection, signal?: AbortSignal): AsyncGenerator<Picture, void, undefined>;
  /** The decoded sample on show at a time, seconds from the first frame; close it after use. */
  sampleAt(seconds: number): Promise<VideoSample | null>;
  /** Decoded samples of a time span in order; close each after use. */
  samples(start: number, end: number): AsyncGenerator<VideoSample, void, unknown>;
  /** Time of the first frame in the file's own clock, seconds. */
  readonly startTime: number;
  close(): void;
}

Logging.level = LogLevel.Silent;

const FORMATS = [MP4, QTFF, MATROSKA, WEBM, MPEG_TS];
const TAKEN = 'MP4, MOV, WebM, MKV or TS';
const CODEC_NAMES: Readonly<Record<string, string>> = { avc: 'H.264', hevc: 'H.265', vp8: 'VP8', vp9: 'VP9', av1: 'AV1', prores: 'ProRes' };
/** Packets looked at for the frame rate. */
const RATE_PACKETS = 400;
/** Share of the frames below which a file counts as cut short: time stamps may be a frame or two off. */
const WHOLE_FROM = 0.9;

/**
 * Opens a video file.
 * @param name how messages call the file
 * @throws MediaError where the file is no video, is damaged, or is of a kind that this browser does not decode
 */
export async function openClip(file: Blob, name: string): Promise<Clip> {
  if (file.size === 0) throw new MediaError('NO_FRAMES', `${name} is empty`);
  if (typeof VideoDecoder === 'undefined') {
    throw new MediaError('UNSUPPORTED', 'This browser has no WebCodecs, which the studio needs to read videos; a current Chrome, Edge, Firefox or Safari on a secure (https) address has it');
  }
  const input = new Input({ source: new BlobSource(file), formats: FORMATS });
  try {
    return await describe(input, name);
  } catch (error) {
    input.dispose();
    if (error instanceof MediaError) throw error;
    throw new MediaError('TRUNCATED', `${name} is damaged or cut short`, { cause: error });
  }
}

async function describe(input: Input, name: string): Promise<Clip> {
  if (!(await input.canRead())) throw new MediaError('NOT_A_VIDEO', `${name} is not a video that can be read here; use ${TAKEN}`);
  const track = await input.getPrimaryVideoTrack();
  if (track === null) throw new MediaError('NOT_A_VIDEO', `${name} has no video track`);
  await assertDecodable(track, name);
  const width = await track.getDisplayWidth();
  const height = await track.getDisplayHeight();
  if (Math.max(width, height) > MAX_SIDE) throw new MediaError('TOO_LARGE', `${name} has ${width}x${height} pixels; at most ${MAX_SIDE} a side are taken`);
  const sink = new VideoSampleSink(track, await decoderOptions(track));
  const startTime = await track.getFirstTimestamp();
  const end = await track.computeDuration();
  using first = await sink.getSample(startTime);
  if (first === null) throw new MediaError('NO_FRAMES', `${name} holds no picture that can be decoded`);
  const colour = colourOfTags(name, await trackTags(track, first), await track.getCodedHeight());
  const orientation = orientationOf(await track.getRotation(), await track.getFlip());
  const rate = await track.computeFrameRateMetrics({ targetPacketCount: RATE_PACKETS });
  const frameRate = frameRateFrom(Math.min(240, Math.max(1, rate.underlyingFrameRate ?? rate.averageFrameRate)));
  const codec = await track.getCodec();
  return {
    name,
    width,
    height,
    frameRate,
    duration: end - startTime,
    colour,
    container: (await input.getFormat()).name,
    codec: (codec === null ? undefined : CODEC_NAMES[codec]) ?? codec ?? 'unknown',
    hasAudio: (await input.getPrimaryAudioTrack()) !== null,
    startTime,
    pictures: (selection, signal) => pictures({ sink, colour, orientation, frameRate, startTime, name }, selection, signal),
    sampleAt: (seconds) => sink.getSample(startTime + seconds),
    samples: (from, to) => sink.samples(startTime + from, startTime + to),
    close: () => input.dispose(),
  };
}

async function assertDecodable(track: InputVideoTrack, name: string): Promise<void> {
  if (await track.canDecode()) return;
  const codec = await track.getCodec();
  const what = codec === null ? String(await track.getInternalCodecId()) : (CODEC_NAMES[codec] ?? codec);
  throw new MediaError('UNSUPPORTED', `${name} holds ${what} video, which this browser does not decode; convert it to VP9, AV1 or H.264 first`);
}

/** Frames of a software decoder can be read sample by sample, those of a graphics card often only as RGB. */
async function decoderOptions(track: InputVideoTrack): Promise<{ hardwareAcceleration?: 'prefer-software' }> {
  const config = await track.getDecoderConfig();
  if (config === null) return {};
  const support = await VideoDecoder.isConfigSupported({ ...config, hardwareAcceleration: 'prefer-software' }).catch(() => ({ supported: false }));
  return support.supported === true ? { hardwareAcceleration: 'prefer-software' } : {};
}

/** The tags of the container where it has any, since decoders fill in guesses for what is not tagged. */
async function trackTags(track: InputVideoTrack, first: VideoSample): Promise<VideoColorSpaceInit> {
  const tags = await track.getColorSpace();
  return tags.matrix === undefined || tags.matrix === null ? first.colorSpace.toJSON() : tags;
}

const QUARTER_TURNS: Readonly<Record<number, Orientation>> = {
  0: { a: 1, b: 0, c: 0, d: 1 },
  90: { a: 0, b: 1, c: -1, d: 0 },
  180: { a: -1, b: 0, c: 0, d: -1 },
  270: { a: 0, b: -1, c: 1, d: 0 },
};

/** A clockwise turn, then a flip about the vertical axis, as one orientation. */
function orientationOf(rotation: number, flip: boolean): Orientation | undefined {
  const turn = QUARTER_TURNS[rotation]!;
  if (!flip) return rotation === 0 ? undefined : turn;
  return { ...turn, a: -turn.a as Orientation['a'], c: -turn.c as Orientation['c'] };
}

interface Reader {
  readonly sink: VideoSampleSink;
  readonly colour: ColourDescription;
  readonly orientation: Orientation | undefined;
  readonly frameRate: FrameRate;
  readonly startTime: number;
  readonly name: string;
}

async function* pictures(reader: Reader, selection: Selection, signal?: AbortSignal): AsyncGenerator<Picture, void, undefined> {
  const origin = reader.startTime + selection.start;
  const timed = timedPictures(reader, selection, signal);
  const expected = frameCountOf(selection, reader.frameRate);
  let given = 0;
  try {
    for await (const picture of atConstantRate(timed, reader.frameRate, origin, expected)) {
      yield picture;
      given++;
    }
  } finally {
    await timed.return();
  }
  if (given === 0) throw new MediaError('NO_FRAMES', `${reader.name} has no picture from ${selection.start.toFixed(2)} seconds on`);
  if (given < WHOLE_FROM * expected) {
    throw new MediaError('TRUNCATED', `${reader.name} breaks off after ${given} of the ${expected} frames to take; move the end of the part to ${(selection.start + given / framesPerSecond(reader.frameRate)).toFixed(1)} seconds`);
  }
}

async function* timedPictures(reader: Reader, selection: Selection, signal?: AbortSignal): AsyncGenerator<TimedPicture, void, undefined> {
  const half = 0.5 / framesPerSecond(reader.frameRate);
  const from = reader.startTime + Math.max(0, selection.start - half);
  for await (const sample of reader.sink.samples(from, reader.startTime + selection.end + half)) {
    try {
      signal?.throwIfAborted();
      const raw = await pictureOfFrame(sample, reader.colour);
      const upright = reader.orientation === undefined ? raw : orientPicture(raw, reader.orientation);
      yield { picture: taken(upright, selection, sample), time: sample.timestamp, duration: sample.duration };
    } finally {
      sample.close();
    }
  }
}

/** Cuts out and resamples; the window of the selection counts square pixels, the picture's need not be. */
function taken(picture: Picture, { crop, width, height }: Selection, sample: VideoSample): Picture {
  const across = picture.width / sample.displayWidth;
  const down = picture.height / sample.displayHeight;
  const part = { x: crop.x * across, y: crop.y * down, width: crop.width * across, height: crop.height * down };
  const whole = part.x === 0 && part.y === 0 && part.width === picture.width && part.height === picture.height;
  return whole && width === picture.width && height === picture.height ? picture : resamplePicture(picture, width, height, part);
}
