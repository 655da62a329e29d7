/**
 * @file Open streams: streams whose length is not known when they begin, as of a live camera. The header has no group table;
 * the row that a group would have there stands before the group instead, and a zero byte ends the stream. The row is covered
 * by the group's checksum. A damaged row hides where the next group begins, so the groups behind it are lost, unlike those of
 * a closed stream.
 */
import { InvalidOptionError } from '../picture/index.js';
import { ByteReader } from './byte-io.js';
import { TruncatedStreamError } from './errors.js';
import { assertRow, readRow, type GroupEntry } from './group-table.js';
import { writeGroup, type GroupPayload } from './group.js';
import { writeHeader, type OpenHeader, type StreamHeader } from './header.js';
import { MAX_GROUPS } from './limits.js';

const END_MARK = 0;

/** Writes an open stream part by part: {@link header}, then what each {@link group} returns, then {@link end}. */
export class OpenStreamWriter {
  /** The header's bytes. */
  readonly header: Uint8Array;
  private groups = 0;
  private frames = 0;

  /** @throws InvalidOptionError for anything beyond the limits of the format */
  constructor(header: StreamHeader) {
    this.header = writeHeader(header, undefined);
  }

  /**
   * The next group with its head.
   * @throws InvalidOptionError for anything beyond the limits of the format, those of the whole stream included
   */
  group(group: GroupPayload): Uint8Array {
    const { head, body } = writeGroup(group, true);
    const row = { frames: group.frames, length: body.length, hasSections: group.sections.length > 0 };
    assertRow(row, { index: this.groups, firstFrame: this.frames });
    this.groups++;
    this.frames += group.frames;
    const bytes = new Uint8Array(head.length + body.length);
    bytes.set(head);
    bytes.set(body, head.length);
    return bytes;
  }

  /** The mark that ends the stream. @throws InvalidOptionError where there was no group: a stream has at least one */
  end(): Uint8Array {
    if (this.groups === 0) throw new InvalidOptionError('number of groups', 'at least 1', 0);
    return Uint8Array.of(END_MARK);
  }
}

/** The first byte behind a group, or behind the header of an open stream where `previous` is left out. */
export function nextHeadOffset(header: OpenHeader, previous?: GroupEntry): number {
  return previous === undefined ? header.headerLength : previous.offset + previous.length;
}

/**
 * Finds the next group of an open stream, as soon as its head is there. The group itself need not be.
 * @param bytes the stream from byte `origin` on, as far as it is there
 * @param previous the group before; left out for the first
 * @param origin at most {@link nextHeadOffset}; 0, the start of the stream, when left out
 * @returns `undefined` where the stream ends: it then is one byte longer than {@link nextHeadOffset}
 * @throws TruncatedStreamError where `bytes` ends too early; `needed` counts from the start of the stream
 * @throws CorruptStreamError beyond a limit of the format, and where the stream ends without a group
 */
export function nextGroup(
  bytes: Uint8Array,
  header: OpenHeader,
  previous?: GroupEntry,
  origin = 0,
): GroupEntry | undefined {
  const start = nextHeadOffset(header, previous);
  const index = previous === undefined ? 0 : previous.index + 1;
  const firstFrame = previous === undefined ? 0 : previous.firstFrame + previous.frames;
  const short = (what: string, at: number, wanted: number): TruncatedStreamError =>
    new TruncatedStreamError(what, at, at + wanted);
  if (origin + bytes.length <= start) throw short('the next group', start, 1);
  const reader = new ByteReader(bytes, start - origin, bytes.length, origin, short);
  if (bytes[start - origin] === END_MARK) {
    if (previous === undefined) throw reader.corrupt('Expected at least one group');
    return undefined;
  }
  if (index >= MAX_GROUPS) throw reader.corrupt(`Expected at most ${MAX_GROUPS} groups in the stream`);
  const row = readRow(reader, firstFrame);
  return { index, offset: reader.offset, firstFrame, hasHead: true, ...row };
}

/**
 * All groups of an open stream that is there from its first byte to its end mark.
 * @param bytes the stream; more may follow
 * @throws TruncatedStreamError, CorruptStreamError as {@link nextGroup}
 */
export function allGroups(bytes: Uint8Array, header: OpenHeader): readonly GroupEntry[] {
  const groups: GroupEntry[] = [];
  for (;;) {
    const entry = nextGroup(bytes, header, groups[groups.length - 1]);
    if (entry === undefined) return groups;
    groups.push(entry);
  }
}
