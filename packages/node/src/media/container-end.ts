/**
 * @file Tells whether a file ends before its outermost structure does.
 *
 * What lies behind the end of that structure says nothing about the clip: editors pad files with zeros, servers add
 * text, downloads lose a last byte that no decoder needs. So each format is walked from its beginning, and only a part
 * that began and has no end counts as cut.
 */
import type { FileHandle } from 'node:fs/promises';
import type { ContainerKind } from './container-kind.js';

/** Bytes read ahead at a time. */
const BLOCK = 65_536;
/** No file has so many parts at its outermost level; a walk of more would only keep the reader waiting. */
const MOST_PARTS = 65_536;

/**
 * Whether a file ends within a part that it began.
 * @param head its first bytes, at least 64 or all of it
 * @param bytes its size
 */
export async function endsEarly(file: FileHandle, kind: ContainerKind, head: Buffer, bytes: number): Promise<boolean> {
  if (kind === 'isobmff') return boxesEndEarly(file, bytes);
  if (kind === 'matroska') return matroskaEndsEarly(head, bytes);
  if (kind === 'webp' || kind === 'avi') return head.length < 12 || head.readUInt32LE(4) + 8 > bytes;
  if (kind === 'gif') return gifEndsEarly(file, bytes);
  if (kind === 'png') return pngEndsEarly(file, bytes);
  return false;
}

/** The boxes that may stand at the outermost level (ISO/IEC 14496-12, table 1; QuickTime file format). */
const BOXES = new Set(
  'ftyp styp moov mdat free skip wide moof mfra sidx ssix prft emsg meta uuid pdin pnot PICT udta junk'.split(' '),
);

async function boxesEndEarly(file: FileHandle, bytes: number): Promise<boolean> {
  let at = 0;
  let hasMovie = false;
  for (let boxes = 0; boxes < MOST_PARTS && at + 8 <= bytes; boxes++) {
    const header = await readAt(file, at, 16);
    const name = header.toString('latin1', 4, 8);
    if (!BOXES.has(name)) return !hasMovie;
    if (name === 'moov') hasMovie = true;
    let size = header.readUInt32BE(0);
    if (size === 1 && header.length === 16) size = Number(header.readBigUInt64BE(8));
    if (size < 8) return !hasMovie;
    at += size;
  }
  return at > bytes || !hasMovie || beginsBox(await readAt(file, at, 8));
}

/** Whether the last few bytes of a file are a box's length and the beginning of its name. */
function beginsBox(rest: Buffer): boolean {
  const name = rest.toString('latin1', 4);
  return name !== '' && [...BOXES].some((known) => known.startsWith(name));
}

/** EBML header, then a segment: each an identifier and a length in a variable number of bytes (RFC 8794, section 4). */
function matroskaEndsEarly(head: Buffer, bytes: number): boolean {
  const ebml = elementLength(head, 4);
  if (!ebml) return true;
  const segment = ebml.end + ebml.length;
  if (segment + 12 > head.length || head.readUInt32BE(segment) !== 0x18538067) return segment + 12 > bytes;
  const body = elementLength(head, segment + 4);
  return body !== undefined && body.length !== Infinity && body.end + body.length > bytes;
}

function elementLength(head: Buffer, at: number): { end: number; length: number } | undefined {
  const first = head[at];
  if (first === undefined || first === 0) return undefined;
  const width = Math.clz32(first) - 23;
  if (at + width > head.length) return undefined;
  let length = first & ((1 << (8 - width)) - 1);
  let allOnes = length === (1 << (8 - width)) - 1;
  for (let i = 1; i < width; i++) {
    length = length * 256 + head[at + i]!;
    allOnes &&= head[at + i] === 255;
  }
  return { end: at + width, length: allOnes ? Infinity : length };
}

const GIF_EXTENSION = 0x21;
const GIF_IMAGE = 0x2c;
const GIF_GRAPHIC_CONTROL = 0xf9;

/** Walks a GIF's blocks (GIF89a, appendix B) to the trailer, to a byte that begins no block, or to the end. */
async function gifEndsEarly(file: FileHandle, bytes: number): Promise<boolean> {
  const reader = new BlockReader(file, bytes);
  const screen = await reader.byte(10);
  if (screen === undefined) return true;
  let at = 13 + colourTable(screen);
  let announced = false;
  for (;;) {
    const label = await reader.byte(at);
    if (label === GIF_EXTENSION) {
      announced = (await reader.byte(at + 1)) === GIF_GRAPHIC_CONTROL;
      at += 2;
    } else if (label === GIF_IMAGE) {
      announced = false;
      const flags = await reader.byte(at + 9);
      if (flags === undefined) return true;
      at += 11 + colourTable(flags);
    } else return announced || at > bytes;
    for (let length: number | undefined; length !== 0; at += 1 + length) {
      length = await reader.byte(at);
      if (length === undefined) return true;
    }
  }
}

function colourTable(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}

/** Walks the chunks of a PNG file (ISO/IEC 15948, 5.3) to the last one, IEND. */
async function pngEndsEarly(file: FileHandle, bytes: number): Promise<boolean> {
  for (let at = 8, chunks = 0; chunks < MOST_PARTS; chunks++) {
    const header = await readAt(file, at, 8);
    if (header.length < 8) return true;
    at += 12 + header.readUInt32BE(0);
    if (at > bytes) return true;
    if (header.toString('latin1', 4, 8) === 'IEND') return false;
  }
  return false;
}

/** Single bytes of a file at rising positions. */
class BlockReader {
  private block: Buffer = Buffer.alloc(0);
  private start = 0;

  constructor(
    private readonly file: FileHandle,
    private readonly bytes: number,
  ) {}

  async byte(at: number): Promise<number | undefined> {
    if (at >= this.bytes) return undefined;
    if (at < this.start || at >= this.start + this.block.length) {
      this.block = await readAt(this.file, at, BLOCK);
      this.start = at;
    }
    return this.block[at - this.start];
  }
}

/** Up to `length` bytes from a position on. */
export async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}
