import { writeStream, MAX_GROUP_BYTES, type StreamHeader } from '../bitstream/index.js';
import { framesPerSecond, InvalidOptionError } from '../picture/index.js';
import type { EncodeOptions, EncodeReport, RateTarget } from './api.js';
import { DEFAULT_GROUP_LIMIT } from './options.js';

/** A size counts as met from this share of its target on. */
const MET_FROM = 0.95;

/**
 * Bytes that a stream may have when `frames` frames are in it; `undefined` with a target in quality.
 * @param whole whether those are all frames of the clip
 * @throws InvalidOptionError for a target in bytes of a clip of several groups whose number of frames is unknown
 */
export function bytesUntil(
  frames: number,
  { target, frameCount, frameRate }: Pick<EncodeOptions, 'target' | 'frameCount' | 'frameRate'>,
  whole: boolean,
): number | undefined {
  if ('quality' in target) return undefined;
  if ('bitrate' in target) return Math.floor((target.bitrate * frames) / framesPerSecond(frameRate) / 8);
  if (whole) return target.bytes;
  if (frameCount === undefined) {
    const needed = 'the number of frames, which a target in bytes needs for a clip of several groups';
    throw new InvalidOptionError('frameCount', needed, frameCount);
  }
  return Math.floor((target.bytes * Math.min(frames, frameCount)) / frameCount);
}

/**
 * Bytes besides key and motion that a group of `frames` frames costs a stream, at most.
 * @param share of the stream's bytes that the group may have
 * @param first whether it is the first group, which pays for the header of the stream
 */
export function overheadOf(header: StreamHeader, frames: number, share: number, first: boolean): number {
  const key = new Uint8Array(Math.min(Math.max(share, 1), MAX_GROUP_BYTES >> 1));
  const group = { frames, sections: [], key, motion: new Uint8Array(0) };
  const alone = writeStream(header, [group]).length;
  return (first ? alone : writeStream(header, [group, group]).length - alone) - key.length;
}

/** What came of an encode: its size, and why that is not the one asked for. */
export function reportOf(
  bytes: number,
  frames: number,
  { target, frameRate, groupLimit = DEFAULT_GROUP_LIMIT }: EncodeOptions,
): Omit<EncodeReport, 'caution'> {
  const seconds = frames / framesPerSecond(frameRate);
  const wanted = targetBytes(target, seconds);
  const onTarget = wanted === undefined || (bytes <= wanted && bytes >= MET_FROM * wanted);
  return {
    bytes,
    frames,
    bitrate: (bytes * 8) / seconds,
    onTarget,
    note: onTarget ? undefined : missNote(bytes, wanted, 'bitrate' in target, frames < groupLimit),
  };
}

function targetBytes(target: RateTarget, seconds: number): number | undefined {
  if ('quality' in target) return undefined;
  return 'bytes' in target ? target.bytes : Math.floor((target.bitrate * seconds) / 8);
}

/**
 * Why a size was missed, and what to do. Fewer frames save bytes. At a bitrate they bring fewer bytes, too: there more
 * frames help, as long as they share the key picture.
 */
function missNote(bytes: number, wanted: number, isBitrate: boolean, sharesKey: boolean): string {
  if (bytes <= wanted)
    return `No way to spend the rest of the ${wanted} bytes was found that makes the clip look or move better: ${bytes} are used.`;
  const advice = !isBitrate
    ? 'lower the size, take fewer frames or allow more bytes'
    : sharesKey
      ? 'lower the size, raise the bitrate or take more frames, which share the key picture'
      : 'lower the size or raise the bitrate';
  return `The smallest stream of this clip takes ${bytes} bytes, more than the ${wanted} asked for: ${advice}.`;
}
