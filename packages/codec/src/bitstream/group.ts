import { InvalidOptionError } from '../picture/index.js';
import { ByteReader, ByteWriter } from './byte-io.js';
import { crc32 } from './crc.js';
import { CorruptStreamError, TruncatedStreamError } from './errors.js';
import { writeRow, type GroupEntry } from './group-table.js';
import type { ParseOptions } from './header.js';
import { MAX_GROUP_BYTES } from './limits.js';
import {
  COVER_SECTION,
  DRAWN_MOTION_SECTION,
  readSections,
  refuseUnknown,
  writeSections,
  type Section,
} from './sections.js';

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

/** Where the key payload of a group lies: `offset` counts from the start of the group. `sections` stand before it. */
export interface KeyPlace {
  readonly sections: readonly Section[];
  readonly offset: number;
  readonly length: number;
}

const CHECKSUM_BYTES = 4;
/** Sections of groups that this package understands. */
const KNOWN_SECTIONS: ReadonlySet<number> = new Set([DRAWN_MOTION_SECTION, COVER_SECTION]);

/**
 * Writes a group of pictures.
 * @param hasHead whether the group's row stands before it, as in open streams: the checksum begins with it
 * @returns the bytes of the group, its head (empty without one) apart
 * @throws InvalidOptionError for anything beyond the limits of the format
 */
export function writeGroup(group: GroupPayload, hasHead: boolean): { head: Uint8Array; body: Uint8Array } {
  const payloads = group.key.length + group.motion.length;
  if (group.key.length === 0) throw new InvalidOptionError('group.key.length', 'at least 1', 0);
  if (payloads > MAX_GROUP_BYTES)
    throw new InvalidOptionError('bytes of a group', `at most ${MAX_GROUP_BYTES}`, payloads);
  const out = new ByteWriter();
  if (group.sections.length > 0) writeSections(out, group.sections);
  out.varuint(group.key.length);
  const prefix = out.finish();
  const body = new Uint8Array(CHECKSUM_BYTES + prefix.length + payloads);
  body.set(prefix, CHECKSUM_BYTES);
  body.set(group.key, CHECKSUM_BYTES + prefix.length);
  body.set(group.motion, body.length - group.motion.length);
  const head = headOf({ ...group, hasSections: group.sections.length > 0, length: body.length, hasHead });
  new DataView(body.buffer).setUint32(0, checksum(head, body));
  return { head, body };
}

/**
 * Reads one group of a stream.
 * @param bytes the stream from its first byte, up to the end of the group at least
 * @throws TruncatedStreamError where `bytes` ends before the group does
 * @throws CorruptStreamError, with its `group` set, where the group is damaged
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
  const reader = groupReader(bytes, entry);
  if (reader.uint(CHECKSUM_BYTES, 'the checksum') !== checksum(headOf(entry), bytes)) {
    throw reader.corrupt('Expected the group to match its checksum', offset);
  }
  const { sections, keyLength } = readPrefix(reader, entry, options);
  const key = reader.take(keyLength, 'the key payload').slice();
  return { frames, sections, key, motion: reader.take(reader.left, 'the motion payload').slice() };
}

/**
 * Finds the key payload of a group that may still be arriving, so that a player can show the key picture first. The
 * checksum is not looked at: where the group is damaged, the place may be wrong, which {@link parseGroup} notices later.
 * @param bytes the group from its first byte, as far as it is there
 * @throws TruncatedStreamError where `bytes` ends too early; `needed` counts from the start of the stream
 * @throws CorruptStreamError, UnsupportedStreamError as {@link parseGroup}
 */
export function keyPlace(bytes: Uint8Array, entry: GroupEntry, options: ParseOptions = {}): KeyPlace {
  const reader = groupReader(bytes.subarray(0, entry.length), entry);
  reader.take(CHECKSUM_BYTES, 'the checksum');
  const { sections, keyLength } = readPrefix(reader, entry, options);
  return { sections, offset: reader.at, length: keyLength };
}

/** Reads `bytes`, the group or its beginning. What lies beyond its end is corrupt, what lies within it not there yet. */
function groupReader(bytes: Uint8Array, { index, offset, length }: GroupEntry): ByteReader {
  const short = (what: string, at: number, wanted: number): CorruptStreamError | TruncatedStreamError =>
    at + wanted > offset + length
      ? new CorruptStreamError(`Expected ${what} to end within the group`, at, index)
      : new TruncatedStreamError(`${what} of group ${index}`, at, at + wanted);
  return new ByteReader(bytes, 0, bytes.length, offset, short, index);
}

function readPrefix(
  reader: ByteReader,
  { offset, length, hasSections }: GroupEntry,
  options: ParseOptions,
): { sections: Section[]; keyLength: number } {
  const sections = hasSections ? readSections(reader) : [];
  refuseUnknown(sections, options.knownSections ?? KNOWN_SECTIONS, offset + CHECKSUM_BYTES);
  const keyLength = reader.varuint('the length of the key payload', 1, MAX_GROUP_BYTES);
  if (reader.at + keyLength > length) throw reader.corrupt('Expected the key payload to end within the group');
  return { sections, keyLength };
}

function headOf(entry: Parameters<typeof writeRow>[1] & { readonly hasHead: boolean }): Uint8Array {
  const out = new ByteWriter();
  if (entry.hasHead) writeRow(out, entry);
  return out.finish();
}

function checksum(head: Uint8Array, body: Uint8Array): number {
  return crc32(body.subarray(CHECKSUM_BYTES), crc32(head));
}
