import {
  COVER_SECTION,
  DRAWN_MOTION_SECTION,
  matteOf,
  parseGroup,
  parseStream,
  sectionData,
  type StreamLayout,
} from '../bitstream/index.js';
import { framesPerSecond } from '../picture/index.js';
import { readStatistics } from '../motion/index.js';
import { readMotionPayload } from '../motion/tokens/motion-payload.js';
import type { GroupInfo, StreamInfo } from './api.js';
import { loopPeriod } from './loop-period.js';

/** Facts of a stream that are known before all of it has arrived: as soon as its header has, where the stream is closed. */
export type HeaderInfo = Omit<StreamInfo, 'groups' | 'overheadBytes'>;

/** Facts that the header alone tells, or the groups that are known. */
export function headerInfo({ header, groups, frames, streamLength }: StreamLayout): HeaderInfo {
  const duration = frames / framesPerSecond(header.frameRate);
  return {
    version: 1,
    profile: header.profile,
    width: header.width,
    height: header.height,
    frameRate: header.frameRate,
    frames,
    duration,
    colour: header.colour,
    transparent: matteOf(header) !== undefined,
    modelId: header.modelId,
    seed: header.seed,
    bytes: streamLength,
    bitrate: groups.length === 0 ? 0 : (streamLength * 8) / duration,
  };
}

/**
 * Facts of a whole stream, without decoding a picture.
 * @throws StreamError where the stream or one of its groups cannot be read
 */
export function readStreamInfo(bytes: Uint8Array): StreamInfo {
  const parsed = parseStream(bytes);
  const groups = parsed.groups.map((entry): GroupInfo => {
    const payload = parseGroup(bytes, entry);
    const place = { ...parsed.header, ...entry };
    const tokens = readMotionPayload(payload.motion, place);
    const drawn = sectionData(payload.sections, DRAWN_MOTION_SECTION);
    const loopFrames = loopPeriod(tokens, drawn && readStatistics(drawn, place));
    return {
      firstFrame: entry.firstFrame,
      frames: entry.frames,
      bytes: entry.length,
      keyBytes: payload.key.length,
      motionBytes: payload.motion.length,
      statisticsBytes: drawn?.length ?? 0,
      coverBytes: sectionData(payload.sections, COVER_SECTION)?.length ?? 0,
      keyFrame: tokens.keyFrame,
      modes: tokens.modes.length,
      loopFrames: loopFrames > 0 ? loopFrames : undefined,
    };
  });
  const payloadBytes = groups.reduce(
    (sum, group) => sum + group.keyBytes + group.motionBytes + group.statisticsBytes + group.coverBytes,
    0,
  );
  return { ...headerInfo(parsed), overheadBytes: bytes.length - payloadBytes, groups };
}
