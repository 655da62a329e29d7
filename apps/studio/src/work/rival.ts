/**
 * @file The same frames by a conventional codec of the browser, at the bytes of our stream: one key frame, then inter
 * frames, at the bit rate whose encode is the largest that does not exceed the bytes (bisection over whole encodes; what
 * these encoders make is often twice what they are asked for, so the rate asked for means little). Their constant-quantiser
 * mode was tried first: in Chromium its coarsest step is 30 times too large. Packets are counted without a container,
 * which flatters the rival by some hundred bytes. Where the lowest rate still gives more, that is shown, at its true size.
 */
import { framesPerSecond, pictureToYuv, WORKING_COLOUR, type FrameRate, type Picture } from 'dynamics-codec/picture';
import { pictureOfFrame } from '../media/index.js';
import { frameFigures } from './figures.js';
import { pictureAt, PictureStacker, type PictureStack } from './picture-stack.js';
import type { RivalResult } from './protocol.js';

interface Candidate {
  readonly name: string;
  readonly codec: string;
}

const CANDIDATES: readonly Candidate[] = [
  { name: 'AV1', codec: 'av01.0.08M.08' },
  { name: 'VP9', codec: 'vp09.00.41.08' },
  { name: 'H.264', codec: 'avc1.64002a' },
];
/** The least that encoders are asked for, bits per second. */
const LOWEST_RATE = 500;
/** Rates that the bisection tries. */
const STEPS = 7;
/** Frames given to an encoder before waiting for it. */
const QUEUE = 8;

interface Coded {
  readonly chunks: readonly EncodedVideoChunk[];
  readonly bytes: number;
  readonly description: VideoDecoderConfig;
}

/**
 * Encodes frames with the first of AV1, VP9 and H.264 that comes down to a size.
 * @param budget bytes
 * @param onShare called with the share that is done, 0 to 1
 * @throws Error where the browser has no video encoder
 */
export async function encodeRival(
  original: PictureStack,
  budget: number,
  rate: FrameRate,
  onShare: (share: number) => void,
): Promise<RivalResult> {
  if (typeof VideoEncoder === 'undefined') throw new Error('This browser has no video encoder');
  let failure: unknown;
  let smallest: { candidate: Candidate; coded: Coded } | undefined;
  for (const candidate of CANDIDATES) {
    const at = (bitrate: number): Promise<Coded> => encodeAt(candidate, bitrate, original, rate);
    if (!(await isSupported(candidate, original, rate))) continue;
    const coarse = await at(LOWEST_RATE).catch((error: unknown) => {
      // What a browser says that it has may fail all the same: the next one may do.
      failure = error;
      return undefined;
    });
    if (coarse === undefined) continue;
    if (smallest === undefined || coarse.bytes < smallest.coded.bytes) smallest = { candidate, coded: coarse };
    if (coarse.bytes > budget) continue;
    const seconds = original.count / framesPerSecond(rate);
    const fine = await largestWithin(budget, coarse, (4 * budget * 8) / seconds, at, (share) => onShare(0.8 * share));
    return finish(candidate, fine, true, original, rate, onShare);
  }
  if (smallest === undefined)
    throw new Error('None of AV1, VP9 and H.264 can be encoded in this browser', { cause: failure });
  return finish(smallest.candidate, smallest.coded, false, original, rate, onShare);
}

async function finish(
  { name }: Candidate,
  coded: Coded,
  fits: boolean,
  original: PictureStack,
  rate: FrameRate,
  onShare: (share: number) => void,
): Promise<RivalResult> {
  const frames = await decodeAll(coded, original.count, rate);
  const figures = frameFigures(original, frames, (share) => onShare(0.8 + 0.2 * share));
  return { codec: name, bytes: coded.bytes, fits, frames, figures };
}

async function largestWithin(
  budget: number,
  coarse: Coded,
  highest: number,
  at: (bitrate: number) => Promise<Coded>,
  onShare: (share: number) => void,
): Promise<Coded> {
  let best = coarse;
  let low = Math.log(LOWEST_RATE);
  let high = Math.log(Math.max(highest, 2 * LOWEST_RATE));
  for (let step = 0; step < STEPS; step++) {
    onShare(step / STEPS);
    const guess = (low + high) / 2;
    const coded = await at(Math.round(Math.exp(guess)));
    if (coded.bytes > budget) high = guess;
    else {
      low = guess;
      if (coded.bytes > best.bytes) best = coded;
    }
  }
  return best;
}

function encoderConfig(
  { codec }: Candidate,
  bitrate: number,
  { width, height }: PictureStack,
  rate: FrameRate,
): VideoEncoderConfig {
  return {
    codec,
    width,
    height,
    bitrate,
    framerate: framesPerSecond(rate),
    bitrateMode: 'variable',
    latencyMode: 'quality',
  };
}

async function isSupported(candidate: Candidate, size: PictureStack, rate: FrameRate): Promise<boolean> {
  const support = await VideoEncoder.isConfigSupported(encoderConfig(candidate, LOWEST_RATE, size, rate)).catch(() => ({
    supported: false,
  }));
  return support.supported === true;
}

async function encodeAt(
  candidate: Candidate,
  bitrate: number,
  original: PictureStack,
  rate: FrameRate,
): Promise<Coded> {
  const chunks: EncodedVideoChunk[] = [];
  let description: VideoDecoderConfig | undefined;
  const problems: DOMException[] = [];
  const encoder = new VideoEncoder({
    output: (chunk, metadata) => {
      chunks.push(chunk);
      description ??= metadata?.decoderConfig;
    },
    error: (error) => problems.push(error),
  });
  try {
    encoder.configure(encoderConfig(candidate, bitrate, original, rate));
    for (let i = 0; i < original.count; i++) {
      const frame = videoFrameOf(pictureAt(original, i), i, rate);
      encoder.encode(frame, { keyFrame: i === 0 });
      frame.close();
      while (encoder.encodeQueueSize > QUEUE && problems.length === 0) await aMoment();
      if (problems[0] !== undefined) throw problems[0];
    }
    await encoder.flush();
  } finally {
    if (encoder.state !== 'closed') encoder.close();
  }
  if (description === undefined) throw new Error(`The browser's ${candidate.name} encoder gave nothing`);
  return { chunks, bytes: chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0), description };
}

function aMoment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1));
}

/** The working colour space goes in and comes out as it is: both sides see the same samples. */
const TAGS: VideoColorSpaceInit = {
  matrix: 'smpte170m',
  primaries: 'bt709',
  transfer: 'iec61966-2-1',
  fullRange: true,
};

function videoFrameOf(picture: Picture, index: number, rate: FrameRate): VideoFrame {
  const { width, height } = picture;
  const { y, u, v } = pictureToYuv(picture, WORKING_COLOUR, 'left');
  const bytes = new Uint8Array(y.length + u.length + v.length);
  bytes.set(y);
  bytes.set(u, y.length);
  bytes.set(v, y.length + u.length);
  const timestamp = timestampOf(index, rate);
  return new VideoFrame(bytes, { format: 'I420', codedWidth: width, codedHeight: height, timestamp, colorSpace: TAGS });
}

/** Microseconds. */
function timestampOf(index: number, rate: FrameRate): number {
  return Math.round((index * 1e6 * rate.denominator) / rate.numerator);
}

/** All frames in order; those that the encoder left out repeat the one before, as a player would show them. */
async function decodeAll({ chunks, description }: Coded, count: number, rate: FrameRate): Promise<PictureStack> {
  const stacker = new PictureStacker(count);
  const problems: unknown[] = [];
  let last: Picture | undefined;
  let next = 0;
  const showUntil = (timestamp: number): void => {
    for (; last !== undefined && next < count && timestampOf(next, rate) < timestamp; next++) stacker.add(last);
  };
  const take = async (frame: VideoFrame): Promise<void> => {
    const picture = await pictureOfFrame(frame, WORKING_COLOUR);
    showUntil(frame.timestamp);
    last = picture;
    frame.close();
  };
  let turn = Promise.resolve();
  const decoder = new VideoDecoder({
    output: (frame) => {
      turn = turn.then(() => take(frame)).catch((error: unknown) => void problems.push(error));
    },
    error: (error) => problems.push(error),
  });
  try {
    decoder.configure({ ...description, hardwareAcceleration: 'prefer-software' });
    for (const chunk of chunks) {
      decoder.decode(chunk);
      while (decoder.decodeQueueSize > QUEUE && problems.length === 0) await aMoment();
      await turn;
    }
    await decoder.flush();
    await turn;
  } finally {
    if (decoder.state !== 'closed') decoder.close();
  }
  if (problems.length > 0) throw problems[0];
  showUntil(Infinity);
  return stacker.finish();
}
