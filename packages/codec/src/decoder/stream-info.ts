import { assertStreamLength, parseGroup, parseHeader, type ParsedHeader } from '../bitstream/index.js';
import { framesPerSecond } from '../picture/index.js';
import type { GroupInfo, StreamInfo } from './api.js';
import { readMotionPayload } from '../motion/tokens/motion-payload.js';

/** Facts that the header alone tells. */
export function headerInfo({
  header,
  groups,
  frames,
  streamLength,
}: ParsedHeader): Omit<StreamInfo, 'groups' | 'overheadBytes'> {
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
  const parsed = parseHeader(bytes);
  assertStreamLength(parsed, bytes.length);
  const { profile, width, height } = parsed.header;
  const groups = parsed.groups.map((entry): GroupInfo => {
    const payload = parseGroup(bytes, entry);
    const tokens = readMotionPayload(payload.motion, { ...entry, profile, width, height });
    return {
      firstFrame: entry.firstFrame,
      frames: entry.frames,
      bytes: entry.length,
      keyBytes: payload.key.length,
      motionBytes: payload.motion.length,
      keyFrame: tokens.keyFrame,
      modes: tokens.modes.length,
      loopFrames: tokens.loopFrames > 0 ? tokens.loopFrames : undefined,
    };
  });
  const payloadBytes = groups.reduce((sum, group) => sum + group.keyBytes + group.motionBytes, 0);
  return { ...headerInfo(parsed), overheadBytes: bytes.length - payloadBytes, groups };
}
