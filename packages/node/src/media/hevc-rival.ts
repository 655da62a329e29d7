import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as av from 'node-av';
import { pictureToYuv, type ColourDescription, type FrameRate, type Picture } from 'dynamics-codec/picture';
import { throwIfAborted } from 'dynamics-codec/source';
import { NativeWriter } from './native-writer.js';
import { openVideo } from './open.js';
import { removeTemporary, scratchFolder } from './temporary.js';
import { ownedFrame } from './owned-frame.js';

/** What a conventional codec is to encode, and to how many bytes. */
export interface HevcRivalOptions {
  readonly width: number;
  readonly height: number;
  readonly frameRate: FrameRate;
  readonly colour: ColourDescription;
  /** Number of pictures to come. */
  readonly frames: number;
  /** Bytes to come near to, counted without the container. */
  readonly bytes: number;
  readonly signal?: AbortSignal;
  /** Called after each of the at most `passes` encodes. */
  readonly onPass?: (pass: number, passes: number) => void;
}

/** A clip encoded by x265. Call `close` to remove it. */
export interface HevcRival {
  /** Bytes of the coded pictures, without parameter sets and container. */
  readonly bytes: number;
  /** Constant rate factor that gave them. */
  readonly crf: number;
  frames(): AsyncGenerator<Picture, void, undefined>;
  close(): Promise<void>;
}

const COARSEST = 51;
const PASSES = 9;
/** x265 gives wrong decoding times where the clip ends before its first B pictures are out. */
const LEAST_FRAMES_FOR_B_PICTURES = 8;

/**
 * Encodes pictures by x265 (preset slow, one intra picture) at the rate factor whose size comes nearest to `bytes`,
 * found by bisection on real sizes: rate control proper is far off for clips this small.
 * @param reopen gives the pictures from the start, once for each pass
 * @throws MediaError
 */
export async function encodeHevcToSize(
  reopen: () => AsyncIterable<Picture>,
  options: HevcRivalOptions,
): Promise<HevcRival> {
  const folder = await scratchFolder();
  const close = () => removeTemporary(folder);
  try {
    const best = await bisect(reopen, options, folder);
    return { bytes: best.bytes, crf: best.crf, frames: () => decode(best.path, options.signal), close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Attempt {
  readonly crf: number;
  readonly bytes: number;
  readonly path: string;
}

async function bisect(
  reopen: () => AsyncIterable<Picture>,
  options: HevcRivalOptions,
  folder: string,
): Promise<Attempt> {
  let [fine, coarse] = [0, COARSEST];
  let best: Attempt | undefined;
  for (let pass = 0; pass < PASSES; pass++) {
    const crf = pass === 0 ? COARSEST : Math.round(50 * (fine + coarse)) / 100;
    const path = join(folder, `${pass}.mkv`);
    const bytes = await encodeOnce(reopen(), options, crf, path);
    options.onPass?.(pass + 1, PASSES);
    const distance = Math.abs(Math.log(bytes / options.bytes));
    if (!best || distance < Math.abs(Math.log(best.bytes / options.bytes))) {
      if (best) await rm(best.path, { force: true });
      best = { crf, bytes, path };
    } else await rm(path, { force: true });
    if (distance < 0.01 || (pass === 0 && bytes > options.bytes)) break;
    if (bytes > options.bytes) fine = crf;
    else coarse = crf;
  }
  return best!;
}

async function encodeOnce(
  pictures: AsyncIterable<Picture>,
  options: HevcRivalOptions,
  crf: number,
  path: string,
): Promise<number> {
  const { width, height, frameRate, colour, signal } = options;
  const reordering = options.frames < LEAST_FRAMES_FOR_B_PICTURES ? ':bframes=0' : '';
  const timeBase = { num: frameRate.denominator, den: frameRate.numerator };
  const writer = await NativeWriter.open(path, 'The x265 clip', {
    muxer: 'matroska',
    encoder: 'libx265',
    pixelFormat: av.AV_PIX_FMT_YUV420P,
    width,
    height,
    frameRate,
    timeBase,
    colour,
    encoderOptions: { preset: 'slow', crf, 'x265-params': `log-level=none:keyint=-1:info=0${reordering}` },
    muxerOptions: {},
  });
  try {
    let index = 0n;
    for await (const picture of pictures) {
      throwIfAborted(signal);
      const { y, u, v } = pictureToYuv(picture, colour);
      const samples = Buffer.concat([y as Uint8Array, u as Uint8Array, v as Uint8Array]);
      const frame = ownedFrame(samples, { width, height, format: av.AV_PIX_FMT_YUV420P, timeBase, pts: index++ });
      try {
        await writer.write(frame);
      } finally {
        frame.free();
      }
    }
    await writer.finish();
    return writer.payloadBytes;
  } finally {
    await writer.discard();
  }
}

async function* decode(path: string, signal: AbortSignal | undefined): AsyncGenerator<Picture, void, undefined> {
  const source = await openVideo(path, signal ? { signal } : {});
  try {
    yield* source.frames();
  } finally {
    await source.close();
  }
}
