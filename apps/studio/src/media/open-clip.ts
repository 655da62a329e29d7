/**
 * @file Video files in the browser: mediabunny reads the container, WebCodecs decodes, and the decoder's own samples
 * become pictures as in Node. The first frame is decoded while opening: only then are sample format and colour known.
 */
import { clamp } from 'dynamics-codec/math';
import {
  BlobSource,
  Input,
  Logging,
  LogLevel,
  MATROSKA,
  MP4,
  MPEG_TS,
  QTFF,
  VideoSampleSink,
  WEBM,
  type InputVideoTrack,
  type VideoSample,
} from 'mediabunny';
import { MediaError } from 'dynamics-codec/source';
import type { Orientation } from 'dynamics-codec/source';
import { frameRateFrom, MAX_SIDE } from 'dynamics-codec/picture';
import { animatedImageType, openAnimatedImage } from './animated-image.js';
import type { Clip } from './clip.js';
import { selectedPictures } from './selected-pictures.js';
import { colourOfTags } from './video-picture.js';

Logging.level = LogLevel.Silent;

const FORMATS = [MP4, QTFF, MATROSKA, WEBM, MPEG_TS];
const TAKEN = 'MP4, MOV, WebM, MKV, TS or GIF';
const CODEC_NAMES: Readonly<Record<string, string>> = {
  avc: 'H.264',
  hevc: 'H.265',
  vp8: 'VP8',
  vp9: 'VP9',
  av1: 'AV1',
  prores: 'ProRes',
};
/** Packets looked at for the frame rate. */
const RATE_PACKETS = 400;

/**
 * Opens a video file or an animated picture.
 * @param name how messages call the file
 * @throws MediaError where the file is no video, is damaged, or is of a kind that this browser does not decode
 */
export async function openClip(file: Blob, name: string): Promise<Clip> {
  if (file.size === 0) throw new MediaError('NO_FRAMES', `${name} is empty`);
  if (typeof VideoDecoder === 'undefined') {
    throw new MediaError(
      'UNSUPPORTED',
      'This browser has no WebCodecs, which the studio needs to read videos; a current Chrome, Edge, Firefox or Safari on a secure (https) address has it',
    );
  }
  const type = animatedImageType(new Uint8Array(await file.slice(0, 16).arrayBuffer()));
  if (type !== undefined) return openAnimatedImage(file, name, type);
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
  if (!(await input.canRead()))
    throw new MediaError('NOT_A_VIDEO', `${name} is not a video that can be read here; use ${TAKEN}`);
  const track = await input.getPrimaryVideoTrack();
  if (track === null) throw new MediaError('NOT_A_VIDEO', `${name} has no video track`);
  await assertDecodable(track, name);
  const width = await track.getDisplayWidth();
  const height = await track.getDisplayHeight();
  if (Math.max(width, height) > MAX_SIDE)
    throw new MediaError('TOO_LARGE', `${name} has ${width}x${height} pixels; at most ${MAX_SIDE} a side are taken`);
  const sink = new VideoSampleSink(track, await decoderOptions(track));
  const startTime = await track.getFirstTimestamp();
  const end = await track.computeDuration();
  using first = await sink.getSample(startTime);
  if (first === null) throw new MediaError('NO_FRAMES', `${name} holds no picture that can be decoded`);
  const colour = colourOfTags(name, await trackTags(track, first), await track.getCodedHeight());
  const orientation = orientationOf(await track.getRotation(), await track.getFlip());
  const rate = await track.computeFrameRateMetrics({ targetPacketCount: RATE_PACKETS });
  const frameRate = frameRateFrom(clamp(rate.underlyingFrameRate ?? rate.averageFrameRate, 1, 240));
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
    isTransparent: await track.canBeTransparent(),
    isSingle: (await track.computePacketStats(2)).packetCount === 1,
    startTime,
    pictures: (selection, signal) =>
      selectedPictures(
        { samples: (from, to) => sink.samples(from, to), colour, orientation, frameRate, startTime, name },
        selection,
        signal,
      ),
    sampleAt: (seconds) => sink.getSample(startTime + seconds),
    samples: (from, to) => sink.samples(startTime + from, startTime + to),
    close: () => input.dispose(),
  };
}

async function assertDecodable(track: InputVideoTrack, name: string): Promise<void> {
  if (await track.canDecode()) return;
  const codec = await track.getCodec();
  const what = codec === null ? String(await track.getInternalCodecId()) : (CODEC_NAMES[codec] ?? codec);
  throw new MediaError(
    'UNSUPPORTED',
    `${name} holds ${what} video, which this browser does not decode; convert it to VP9, AV1 or H.264 first`,
  );
}

/** Frames of a software decoder can be read sample by sample, those of a graphics card often only as RGB. */
async function decoderOptions(track: InputVideoTrack): Promise<{ hardwareAcceleration?: 'prefer-software' }> {
  const config = await track.getDecoderConfig();
  if (config === null) return {};
  const support = await VideoDecoder.isConfigSupported({ ...config, hardwareAcceleration: 'prefer-software' }).catch(
    () => ({ supported: false }),
  );
  return support.supported === true ? { hardwareAcceleration: 'prefer-software' } : {};
}

/** The tags of the file where it has any: decoders fill in BT.709 for what is not tagged. */
async function trackTags(track: InputVideoTrack, first: VideoSample): Promise<VideoColorSpaceInit> {
  const tags = await track.getColorSpace();
  return (tags.matrix ?? tags.fullRange ?? undefined) === undefined ? first.colorSpace.toJSON() : tags;
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
