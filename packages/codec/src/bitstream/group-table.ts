import { assertInteger } from './assert-integer.js';
import type { ByteReader, ByteWriter } from './byte-io.js';
import { MAX_FRAMES, MAX_GROUP_BYTES, MAX_GROUP_FRAMES, MAX_GROUPS, MIN_GROUP_BYTES } from './limits.js';

/**
 * What a stream says of a group outside the group: the frames that it plays, its length in bytes with checksum, and whether
 * it has sections. A closed stream has a table of these in its header, an open one writes each before its group.
 */
export interface GroupRow {
  readonly frames: number;
  readonly length: number;
  readonly hasSections: boolean;
}

/** Place of one group in the stream: bytes from `offset` (start of the stream is 0), and frames from `firstFrame`. */
export interface GroupEntry extends GroupRow {
  readonly index: number;
  readonly offset: number;
  readonly firstFrame: number;
  /** Whether the row stands right before the group, as in open streams; the group's checksum then covers it. */
  readonly hasHead: boolean;
}

/** Where the row of the next group stands, and what was counted before it. */
export interface RowPlace {
  readonly index: number;
  readonly firstFrame: number;
}

/** Refuses what {@link writeRow} must not write. @throws InvalidOptionError */
export function assertRow({ frames, length }: GroupRow, { index, firstFrame }: RowPlace): void {
  assertInteger('number of groups', index + 1, 1, MAX_GROUPS);
  assertInteger('group.frames', frames, 1, MAX_GROUP_FRAMES);
  assertInteger('length of a group', length, MIN_GROUP_BYTES, MAX_GROUP_BYTES);
  assertInteger('frames of the stream', firstFrame + frames, 1, MAX_FRAMES);
}

/** Writes a row: two varuints. */
export function writeRow(out: ByteWriter, { frames, length, hasSections }: GroupRow): void {
  out.varuint(frames * 2 + (hasSections ? 1 : 0));
  out.varuint(length);
}

/** Reads a row. @throws CorruptStreamError beyond a limit of the format */
export function readRow(reader: ByteReader, firstFrame: number): GroupRow {
  const tag = reader.varuint('the frames of a group', 2, MAX_GROUP_FRAMES * 2 + 1);
  const length = reader.varuint('the length of a group', MIN_GROUP_BYTES, MAX_GROUP_BYTES);
  const frames = tag >>> 1;
  if (firstFrame + frames > MAX_FRAMES) throw reader.corrupt(`Expected at most ${MAX_FRAMES} frames in the stream`);
  return { frames, length, hasSections: (tag & 1) === 1 };
}
