/**
 * @file What the guided fuzzer runs: of whatever bytes, what they say or one typed error. What a reader accepts is written
 * again and must say the same, or be the same bytes where the format has one encoding.
 */
import { Decoder } from 'dynamics-codec';
import {
  CorruptStreamError,
  DRAWN_MOTION_SECTION,
  parseGroup,
  parseHeader,
  parseStream,
  writeStream,
  type GroupEntry,
  type GroupPayload,
  type WholeStream,
} from 'dynamics-codec/bitstream';
import { buildAvif, frameQuantiser, rebuildObus, splitGrain, stripAvif, stripObus } from 'dynamics-codec/key';
import { readMotionPayload, readStatistics, writeMotionPayload, writeStatistics } from 'dynamics-codec/motion';
import { createPicture, DynamicsError } from 'dynamics-codec/picture';
import { crc16, crc32 } from '../../packages/codec/src/bitstream/crc.js';
import { writeOpenStream } from '../fixtures/open-stream.js';

/** What is fuzzed. */
export type GuidedKind = 'stream' | 'motion' | 'statistics' | 'key' | 'play';

/** All kinds, quick ones first. */
export const GUIDED_KINDS: readonly GuidedKind[] = ['key', 'statistics', 'motion', 'stream', 'play'];

/** Sizes of the picture that a payload is read for; its first byte chooses one. */
const SIZES: readonly (readonly [width: number, height: number])[] = [
  [64, 64],
  [96, 64],
  [64, 80],
  [67, 65],
  [128, 64],
  [4096, 64],
  [4096, 4096],
  [64, 4096],
];
/** Pictures that are played are small, so that a case takes milliseconds. */
const MOST_PLAYED_PIXELS = 2 ** 13;

const TARGETS: Readonly<Record<GuidedKind, (bytes: Uint8Array) => void | Promise<void>>> = {
  stream: readStream,
  motion: readMotion,
  statistics: readDrawn,
  key: readKey,
  play,
};

/**
 * Runs a case.
 * @returns `accepted`, or the code of a typed error
 * @throws whatever else comes
 */
export async function runTarget(kind: GuidedKind, bytes: Uint8Array): Promise<string> {
  try {
    const pending = TARGETS[kind](bytes);
    if (pending !== undefined) await pending;
    return 'accepted';
  } catch (error) {
    if (!(error instanceof DynamicsError)) throw error;
    if (error.message.length < 10 || error.code === '') throw new Error(`An error that says nothing: ${error.message}`);
    return error.code;
  }
}

/** Cases to begin with, from the parts of a stream, as far as they are sound. */
export function seedsOf(kind: GuidedKind, stream: Uint8Array): Uint8Array[] {
  if (kind === 'stream' || kind === 'play') return [stream];
  const layout = layoutOf(stream);
  if (layout === undefined) return [];
  const { header, groups } = layout;
  const size = Math.max(
    0,
    SIZES.findIndex(([width, height]) => width === header.width && height === header.height),
  );
  return groups.flatMap((entry) => {
    const group = groupOf(stream, entry);
    if (group === undefined) return [];
    const { key, motion, sections, frames } = group;
    if (kind === 'key') return [withHead([size], key)];
    if (kind === 'motion') return [withHead([size, frames - 1, (frames - 1) >> 8], motion)];
    return sections.filter(({ id }) => id === DRAWN_MOTION_SECTION).map(({ data }) => withHead([size], data));
  });
}

function withHead(head: readonly number[], bytes: Uint8Array): Uint8Array {
  return Uint8Array.from([...head, ...bytes]);
}

function sizeOf(byte = 0): readonly [width: number, height: number] {
  return SIZES[byte % SIZES.length]!;
}

function readStream(given: Uint8Array): void {
  const bytes = withChecksums(given);
  const { open, header, groups } = parseStream(bytes);
  const payloads = groups.map((entry) => parseGroup(bytes, entry));
  const written = open ? writeOpenStream(header, payloads) : writeStream(header, payloads);
  if (!same(written, bytes)) throw new Error('A stream that is accepted is not what an encoder writes');
}

function readMotion(bytes: Uint8Array): void {
  const [width, height] = sizeOf(bytes[0]);
  const frames = 1 + (((bytes[1] ?? 0) | ((bytes[2] ?? 0) << 8)) % 1024);
  const place = { width, height, frames, index: 0, offset: 0 };
  const tokens = readMotionPayload(bytes.subarray(3), place);
  const again = readMotionPayload(writeMotionPayload(tokens, width, height, frames), place);
  assertAlike(tokens, again);
}

function readDrawn(bytes: Uint8Array): void {
  const [width, height] = sizeOf(bytes[0]);
  const tokens = readStatistics(bytes.subarray(1), { width, height, index: 0, offset: 0 });
  if (tokens.displacement === undefined && tokens.light === undefined) return;
  assertAlike(tokens, readStatistics(writeStatistics(tokens, width, height), { width, height, index: 0, offset: 0 }));
}

function readKey(bytes: Uint8Array): void {
  const [width, height] = sizeOf(bytes[0]);
  const { still } = splitGrain(bytes.subarray(1));
  const unit = rebuildObus(still, width, height);
  frameQuantiser(still, width, height);
  if (!same(stripObus(unit, width, height), still))
    throw new Error('A still is not what its temporal unit makes of it');
  if (!same(stripAvif(buildAvif(still, width, height), width, height), still))
    throw new Error('A still is not what its AVIF file makes of it');
}

/** Key pictures are checked as far as the core does, but what they show is always the same. */
const stills = {
  decode: async (payload: Uint8Array, width: number, height: number) => {
    rebuildObus(payload, width, height);
    const picture = createPicture(width, height);
    for (let i = 0; i < picture.y.length; i++) picture.y[i] = (i * 7 + (i >> 5) * 13) & 255;
    return Promise.resolve(picture);
  },
};

async function play(given: Uint8Array): Promise<void> {
  const bytes = withChecksums(given);
  const salt = given.length + (given[12] ?? 0);
  const source = salt % 3 === 0 ? chunks(bytes, 1 + (salt % 97)) : bytes;
  const decoder = await Decoder.open(source, {
    stills,
    maxPixels: MOST_PLAYED_PIXELS,
    motion: salt % 4,
    liveliness: salt % 3,
  });
  try {
    const { duration } = decoder.info;
    for (const share of [0.37, 0, 1]) assertSamples((await decoder.frameAt(share * Math.min(duration, 60))).y);
  } finally {
    decoder.close();
  }
}

async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

function assertSamples(plane: Uint8Array): void {
  if (plane.length === 0) throw new Error('A picture without samples');
}

/** The stream with all checksums right, as far as it can be read: what a fuzzer would never guess. */
function withChecksums(given: Uint8Array): Uint8Array {
  const bytes = given.slice();
  try {
    parseHeader(bytes);
  } catch (error) {
    if (!(error instanceof CorruptStreamError) || !error.message.includes('checksum')) return bytes;
    const { offset } = error;
    new DataView(bytes.buffer).setUint16(offset, crc16(bytes.subarray(0, offset)));
  }
  const layout = layoutOf(bytes);
  let at = layout?.headerLength ?? 0;
  for (const { offset, length } of layout?.groups ?? []) {
    const head = crc32(bytes.subarray(at, offset));
    new DataView(bytes.buffer).setUint32(offset, crc32(bytes.subarray(offset + 4, offset + length), head));
    at = offset + length;
  }
  return bytes;
}

function groupOf(bytes: Uint8Array, entry: GroupEntry): GroupPayload | undefined {
  try {
    return parseGroup(bytes, entry);
  } catch {
    return undefined;
  }
}

function layoutOf(bytes: Uint8Array): WholeStream | undefined {
  try {
    return parseStream(bytes);
  } catch {
    return undefined;
  }
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function assertAlike(a: unknown, b: unknown): void {
  const text = (value: unknown): string =>
    JSON.stringify(value, (_, part: unknown) => (ArrayBuffer.isView(part) ? Array.from(part as Int32Array) : part));
  if (text(a) !== text(b)) throw new Error('What was read and written does not read the same');
}
