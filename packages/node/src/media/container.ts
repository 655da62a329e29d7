import { open, type FileHandle } from 'node:fs/promises';
import { MediaError } from 'dynamics-codec/source';

/** Containers that are told by their first bytes. */
export type ContainerKind = 'isobmff' | 'matroska' | 'gif' | 'webp' | 'y4m' | 'png' | 'avi' | 'unknown';

/** What a look at a file's outermost structure tells. */
export interface ContainerSniff {
  readonly kind: ContainerKind;
  /** Whether the structure declares more bytes than the file has. */
  readonly truncated: boolean;
  readonly bytes: number;
}

const SNIFF_BYTES = 64;

/**
 * Tells a container from its first bytes and walks its outermost boxes to see whether the file ends early.
 * @throws MediaError `MISSING_FILE`
 */
export async function sniffContainer(path: string): Promise<ContainerSniff> {
  const file = await openForReading(path);
  try {
    const bytes = (await file.stat()).size;
    const head = await readAt(file, 0, SNIFF_BYTES);
    const kind = containerKind(head);
    return { kind, truncated: await endsEarly(file, kind, head, bytes), bytes };
  } finally {
    await file.close();
  }
}

async function openForReading(path: string): Promise<FileHandle> {
  try {
    const file = await open(path, 'r');
    if (!(await file.stat()).isDirectory()) return file;
    await file.close();
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const reason = missing
      ? 'does not exist'
      : `cannot be read (${(cause as NodeJS.ErrnoException).code ?? 'unknown reason'})`;
    throw new MediaError('MISSING_FILE', `The file "${path}" ${reason}`, { cause });
  }
  throw new MediaError('MISSING_FILE', `"${path}" is a folder; name its pictures like frame_%04d.png`);
}

/** Tells a container from its first bytes. */
export function containerKind(head: Uint8Array): ContainerKind {
  const text = Buffer.from(head.buffer, head.byteOffset, head.length).toString('latin1');
  if (text.startsWith('YUV4MPEG2 ')) return 'y4m';
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'gif';
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return 'webp';
  if (text.startsWith('RIFF') && text.startsWith('AVI ', 8)) return 'avi';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (text.startsWith('\x1a\x45\xdf\xa3')) return 'matroska';
  if (/^(ftyp|moov|mdat|free|wide|skip|styp)/.test(text.slice(4, 8))) return 'isobmff';
  return 'unknown';
}

async function endsEarly(file: FileHandle, kind: ContainerKind, head: Buffer, bytes: number): Promise<boolean> {
  if (kind === 'isobmff') return boxesEndEarly(file, bytes);
  if (kind === 'matroska') return matroskaEndsEarly(head, bytes);
  if (kind === 'webp' || kind === 'avi') return head.length < 12 || head.readUInt32LE(4) + 8 > bytes;
  if (kind === 'gif')
    return (
      (await readAt(file, Math.max(0, bytes - 16), 16)).toString('latin1').trimEnd().replace(/\0+$/, '').at(-1) !== ';'
    );
  return false;
}

async function boxesEndEarly(file: FileHandle, bytes: number): Promise<boolean> {
  let at = 0;
  let hasMovie = false;
  for (let boxes = 0; boxes < 4096 && at + 8 <= bytes; boxes++) {
    const header = await readAt(file, at, 16);
    if (header.toString('latin1', 4, 8) === 'moov') hasMovie = true;
    let size = header.readUInt32BE(0);
    if (size === 1 && header.length === 16) size = Number(header.readBigUInt64BE(8));
    if (size === 0) return !hasMovie;
    if (size < 8) return true;
    at += size;
  }
  return at > bytes || !hasMovie;
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

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}
