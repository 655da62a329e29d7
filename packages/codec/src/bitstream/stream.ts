import { InvalidOptionError } from '../picture/index.js';
import { ByteReader, ByteWriter } from './byte-io.js';
import { crc32 } from './crc.js';
import { CorruptStreamError, TruncatedStreamError } from './errors.js';
import { writeHeader, type GroupEntry, type ParsedHeader, type ParseOptions, type StreamHeader } from './header.js';
import { MAX_GROUP_BYTES } from './limits.js';
import { readSections, refuseUnknown, writeSections, type Section } from './sections.js';

/**
 * A group of pictures as bytes: `frames` is the number of frames it plays, `key` the key payload (a bare AV1 still, see
 * src/key; never empty), `motion` the range-coded motion payload (may be empty).
 */
export interface GroupPayload {
  readonly frames: number;
  readonly sections: readonly Section[];
  readonly key: Uint8Array;
  readonly motion: Uint8Array;
}

const CHECKSUM_BYTES = 4;
const NO_SECTIONS: ReadonlySet<number> = new Set();

function writeGroup(group: GroupPayload): Uint8Array {
  const length = group.key.length + group.motion.length;
  if (group.key.length === 0) throw new InvalidOptionError('group.key.length', 'at least 1', 0);
  if (length > MAX_GROUP_BYTES) throw new InvalidOptionError('bytes of a group', `at most ${MAX_GROUP_BYTES}`, length);
  const head = new ByteWriter();
  if (group.sections.length > 0) writeSections(head, group.sections);
  head.varuint(group.key.length);
  const prefix = head.finish();
  const bytes = new Uint8Array(CHECKSUM_BYTES + prefix.length + length);
  bytes.set(prefix, CHECKSUM_BYTES);
  bytes.set(group.key, CHECKSUM_BYTES + prefix.length);
  bytes.set(group.motion, bytes.length - group.motion.length);
  new DataView(bytes.buffer).setUint32(0, crc32(bytes.subarray(CHECKSUM_BYTES)));
  return bytes;
}

/**
 * A whole stream: header, then the groups back to back.
 * @param groups 1 to 65,535 groups in order of play
 * @throws InvalidOptionError for anything beyond the limits of the format
 */
export function writeStream(header: StreamHeader, groups: readonly GroupPayload[]): Uint8Array {
  const bodies = groups.map(writeGroup);
  const table = groups.map((group, i) => ({
    frames: group.frames,
    hasSections: group.sections.length > 0,
    length: bodies[i]!.length,
  }));
  const head = writeHeader(header, table);
  const stream = new Uint8Array(bodies.reduce((sum, body) => sum + body.length, head.length));
  let at = 0;
  for (const part of [head, ...bodies]) {
    stream.set(part, at);
    at += part.length;
  }
  return stream;
}

/**
 * Reads one group of a stream.
 * @param bytes the stream from its first byte, up to the end of the group at least
 * @throws TruncatedStreamError where `bytes` ends before the group does
 * @throws CorruptStreamError, with its `group` set, where the group is damaged; other groups are not affected
 * @throws UnsupportedStreamError where the group has a critical section that the caller does not know
 */
export function parseGroup(bytes: Uint8Array, entry: GroupEntry, options: ParseOptions = {}): GroupPayload {
  const end = entry.offset + entry.length;
  if (bytes.length < end) throw new TruncatedStreamError(`group ${entry.index}`, bytes.length, end);
  return parseGroupBytes(bytes.subarray(entry.offset, end), entry, options);
}

/** As {@link parseGroup}, from the `entry.length` bytes of the group alone. */
export function parseGroupBytes(bytes: Uint8Array, entry: GroupEntry, options: ParseOptions = {}): GroupPayload {
  const { index, offset, length, frames } = entry;
  if (bytes.length !== length) {
    throw new InvalidOptionError(`bytes.length of group ${index}`, String(length), bytes.length);
  }
  const short = (what: string, at: number): CorruptStreamError =>
    new CorruptStreamError(`Expected ${what} to end within the group`, at, index);
  const reader = new ByteReader(bytes, 0, length, offset, short, index);
  if (reader.uint(CHECKSUM_BYTES, 'the checksum') !== crc32(bytes.subarray(CHECKSUM_BYTES))) {
    throw reader.corrupt('Expected the group to match its checksum', offset);
  }
  const sections = entry.hasSections ? readSections(reader) : [];
  refuseUnknown(sections, options.knownSections ?? NO_SECTIONS, offset + CHECKSUM_BYTES);
  const keyLength = reader.varuint('the length of the key payload', 1, MAX_GROUP_BYTES);
  const key = reader.take(keyLength, 'the key payload').slice();
  return { frames, sections, key, motion: reader.take(reader.left, 'the motion payload').slice() };
}

/**
 * Checks that a stream of `length` bytes ends where its last group does. Bytes after that are refused, so that a file is a
 * stream in exactly one way.
 * @throws TruncatedStreamError, CorruptStreamError
 */
export function assertStreamLength(parsed: ParsedHeader, length: number): void {
  if (length < parsed.streamLength) throw new TruncatedStreamError('the groups', length, parsed.streamLength);
  if (length > parsed.streamLength) {
    throw new CorruptStreamError('Expected the stream to end after its last group', parsed.streamLength);
  }
}
