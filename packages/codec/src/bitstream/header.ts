/**
 * @file Header of a stream: what a decoder must know before the first group. A closed stream's header also says where every
 * group lies; an open stream's cannot, because its groups are not known yet when it begins (see open-stream.ts). Byte by
 * byte in docs/bitstream.md. One stream has one encoding: whatever could be written in two ways is refused in the longer one.
 */
import {
  assertColour,
  MATRICES,
  MAX_SIDE,
  MIN_SIDE,
  type ColourDescription,
  type FrameRate,
} from '../picture/index.js';
import { assertInteger } from './assert-integer.js';
import { ByteReader, ByteWriter } from './byte-io.js';
import { crc16 } from './crc.js';
import { NotAStreamError, TruncatedStreamError, UnsupportedStreamError } from './errors.js';
import { assertRow, readRow, writeRow, type GroupEntry, type GroupRow } from './group-table.js';
import { MAX_GROUPS, MAX_VARUINT, STREAM_PROFILE, STREAM_VERSION } from './limits.js';
import { MATTE_SECTION, readSections, refuseUnknown, writeSections, type Section } from './sections.js';

/** Facts of a whole stream. `width` and `height` are pixels; `modelId` names the decoder model, `seed` its noise. */
export interface StreamHeader {
  readonly profile: number;
  readonly width: number;
  readonly height: number;
  readonly frameRate: FrameRate;
  readonly colour: ColourDescription;
  readonly modelId: number;
  readonly seed: number;
  readonly sections: readonly Section[];
}

/** Where everything in a stream lies. `headerLength` and `streamLength` are in bytes, `frames` counts all groups. */
export interface StreamLayout {
  readonly header: StreamHeader;
  readonly groups: readonly GroupEntry[];
  readonly frames: number;
  readonly headerLength: number;
  readonly streamLength: number;
}

/** The header of a closed stream, as read. It says where every group lies. */
export interface ClosedHeader extends StreamLayout {
  readonly open: false;
}

/** The header of an open stream, as read. `nextGroup` finds its groups. */
export interface OpenHeader {
  readonly open: true;
  readonly header: StreamHeader;
  readonly headerLength: number;
}

/** A header as read; `open` tells which form it has. */
export type ParsedHeader = ClosedHeader | OpenHeader;

/** What a parser may be told about extensions it should accept. */
export interface ParseOptions {
  /** Ids of sections that the caller understands; critical sections with other ids are refused. Those of this package when left out. */
  readonly knownSections?: ReadonlySet<number>;
}

const MAGIC = [0x44, 0x59, 0x4e];
const FULL_RANGE = 4;
const HAS_SECTIONS = 8;
const OPEN = 16;
const KNOWN_COLOUR_BITS = 31;
/** Sections of headers that this package understands. */
const KNOWN_SECTIONS: ReadonlySet<number> = new Set([MATTE_SECTION]);

/** Frame rates that take one byte: code n stands for the n-th, counted from 1. Code 0 is followed by the fraction. */
const FRAME_RATES: readonly (readonly [numerator: number, denominator: number])[] = [
  [24000, 1001],
  [24, 1],
  [25, 1],
  [30000, 1001],
  [30, 1],
  [48, 1],
  [50, 1],
  [60000, 1001],
  [60, 1],
  [10, 1],
  [12, 1],
  [15, 1],
  [20, 1],
  [120, 1],
];

function frameRateCode(rate: FrameRate): number {
  return 1 + FRAME_RATES.findIndex(([n, d]) => n === rate.numerator && d === rate.denominator);
}

/**
 * Writes the header of a stream.
 * @param groups the group table of a closed stream; `undefined` for an open one
 * @throws InvalidOptionError for anything beyond the limits of the format
 */
export function writeHeader(header: StreamHeader, groups: readonly GroupRow[] | undefined): Uint8Array {
  assertHeader(header);
  const out = new ByteWriter();
  for (const letter of MAGIC) out.byte(letter);
  out.byte((STREAM_VERSION << 4) | header.profile);
  out.varuint(sideCode(header.width));
  out.varuint(sideCode(header.height));
  const rate = frameRateCode(header.frameRate);
  out.byte(rate);
  if (rate === 0) {
    out.varuint(header.frameRate.numerator);
    out.varuint(header.frameRate.denominator);
  }
  const range = header.colour.range === 'full' ? FULL_RANGE : 0;
  const flags = (header.sections.length > 0 ? HAS_SECTIONS : 0) | (groups === undefined ? OPEN : 0);
  out.byte(MATRICES.indexOf(header.colour.matrix) | range | flags);
  out.varuint(header.modelId);
  out.varuint(header.seed);
  if (groups !== undefined) writeGroupTable(out, groups);
  if (header.sections.length > 0) writeSections(out, header.sections);
  out.uint(crc16(out.finish()), 2);
  return out.finish();
}

/**
 * Reads the header of a stream from its first bytes; `bytes` may end anywhere behind the header.
 * @throws NotAStreamError, UnsupportedStreamError, CorruptStreamError
 * @throws TruncatedStreamError where `bytes` ends within the header; with `needed` bytes it is worth trying again
 */
export function parseHeader(bytes: Uint8Array, options: ParseOptions = {}): ParsedHeader {
  const short = (what: string, at: number, wanted: number): TruncatedStreamError =>
    new TruncatedStreamError(what, at, at + wanted);
  const reader = new ByteReader(bytes, 0, bytes.length, 0, short);
  const profile = readMagic(reader);
  const width = readSide(reader, 'the width');
  const height = readSide(reader, 'the height');
  const frameRate = readFrameRate(reader);
  const colourOffset = reader.offset;
  const colourByte = reader.byte('the colour');
  const colour = colourFrom(colourByte, colourOffset);
  const modelId = reader.varuint('the model');
  const seed = reader.varuint('the seed');
  const table = (colourByte & OPEN) === 0 ? readGroupTable(reader) : undefined;
  const sectionsOffset = reader.offset;
  const sections = (colourByte & HAS_SECTIONS) === 0 ? [] : readSections(reader);
  const expected = crc16(bytes.subarray(0, reader.at));
  if (reader.uint(2, 'the header checksum') !== expected) {
    throw reader.corrupt('Expected the header to match its checksum', reader.at - 2);
  }
  refuseUnknown(sections, options.knownSections ?? KNOWN_SECTIONS, sectionsOffset);
  const header = { profile, width, height, frameRate, colour, modelId, seed, sections };
  const headerLength = reader.at;
  if (table === undefined) return { open: true, header, headerLength };
  const groups = table.map((group) => ({ ...group, offset: group.offset + headerLength }));
  const last = groups[groups.length - 1]!;
  const frames = last.firstFrame + last.frames;
  return { open: false, header, groups, frames, headerLength, streamLength: last.offset + last.length };
}

function readMagic(reader: ByteReader): number {
  for (const letter of MAGIC) {
    if (reader.byte('the magic number') !== letter)
      throw new NotAStreamError("Expected a stream to begin with 'DYN'", 0);
  }
  const byte = reader.byte('the version');
  if (byte >> 4 !== STREAM_VERSION) {
    throw new UnsupportedStreamError(`Version ${byte >> 4} of the format is unknown; this decoder reads version 1`, 3);
  }
  const profile = byte & 15;
  if (profile !== STREAM_PROFILE) {
    throw new UnsupportedStreamError(`Profile ${profile} is unknown; this decoder reads profile ${STREAM_PROFILE}`, 3);
  }
  return profile;
}

function sideCode(side: number): number {
  return side % 16 === 0 ? (side / 16 - 1) * 2 : (side - 1) * 2 + 1;
}

function readSide(reader: ByteReader, what: string): number {
  const offset = reader.offset;
  const code = reader.varuint(what);
  const rest = code >>> 1;
  const side = (code & 1) === 0 ? (rest + 1) * 16 : rest + 1;
  if (side < MIN_SIDE || side > MAX_SIDE) {
    throw reader.corrupt(`Expected ${MIN_SIDE} to ${MAX_SIDE} pixels for ${what} but received ${side}`, offset);
  }
  if (sideCode(side) !== code) throw reader.corrupt(`Expected the shortest encoding for ${what}`, offset);
  return side;
}

function readFrameRate(reader: ByteReader): FrameRate {
  const offset = reader.offset;
  const code = reader.byte('the frame rate');
  if (code > 0) {
    const rate = FRAME_RATES[code - 1];
    if (rate === undefined) throw new UnsupportedStreamError(`Frame rate code ${code} is unknown`, offset);
    return { numerator: rate[0], denominator: rate[1] };
  }
  const numerator = reader.varuint('the frame rate', 1);
  const denominator = reader.varuint('the frame rate', 1);
  const rate = { numerator, denominator };
  if (frameRateCode(rate) !== 0) throw reader.corrupt('Expected the shortest encoding for the frame rate', offset);
  return rate;
}

function colourFrom(byte: number, offset: number): ColourDescription {
  const matrix = MATRICES[byte & 3];
  if (matrix === undefined || byte > KNOWN_COLOUR_BITS) {
    throw new UnsupportedStreamError(`Colour description ${byte} is unknown`, offset);
  }
  return { matrix, range: (byte & FULL_RANGE) === 0 ? 'limited' : 'full' };
}

function writeGroupTable(out: ByteWriter, groups: readonly GroupRow[]): void {
  assertInteger('groups.length', groups.length, 1, MAX_GROUPS);
  out.varuint(groups.length);
  let firstFrame = 0;
  for (const [index, group] of groups.entries()) {
    assertRow(group, { index, firstFrame });
    writeRow(out, group);
    firstFrame += group.frames;
  }
}

/** The group table, with offsets counted from the end of the header. */
function readGroupTable(reader: ByteReader): GroupEntry[] {
  const count = reader.varuint('the number of groups', 1, MAX_GROUPS);
  const groups: GroupEntry[] = [];
  let offset = 0;
  let firstFrame = 0;
  for (let index = 0; index < count; index++) {
    reader.need(2 * (count - index), 'the group table');
    const row = readRow(reader, firstFrame);
    groups.push({ index, offset, firstFrame, hasHead: false, ...row });
    offset += row.length;
    firstFrame += row.frames;
  }
  return groups;
}

function assertHeader({ profile, width, height, frameRate, colour, modelId, seed }: StreamHeader): void {
  assertInteger('profile', profile, STREAM_PROFILE, STREAM_PROFILE);
  assertInteger('width', width, MIN_SIDE, MAX_SIDE);
  assertInteger('height', height, MIN_SIDE, MAX_SIDE);
  assertInteger('frameRate.numerator', frameRate.numerator, 1, MAX_VARUINT);
  assertInteger('frameRate.denominator', frameRate.denominator, 1, MAX_VARUINT);
  assertColour(colour);
  assertInteger('modelId', modelId, 0, MAX_VARUINT);
  assertInteger('seed', seed, 0, MAX_VARUINT);
}
