import { open, type FileHandle } from 'node:fs/promises';
import { MediaError } from 'dynamics-codec/source';
import { endsEarly, readAt } from './container-end.js';

/** Containers that are told by their first bytes. */
export type ContainerKind = 'isobmff' | 'matroska' | 'gif' | 'webp' | 'y4m' | 'png' | 'jpeg' | 'avi' | 'unknown';

/** What a look at a file's outermost structure tells. */
export interface ContainerSniff {
  readonly kind: ContainerKind;
  /** Whether the structure declares more bytes than the file has. */
  readonly truncated: boolean;
  readonly bytes: number;
  /** Its first 256 bytes, or all of it. */
  readonly head: Uint8Array;
}

const SNIFF_BYTES = 256;

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
    return { kind, truncated: await endsEarly(file, kind, head, bytes), bytes, head };
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
  if (text.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (text.startsWith('\x1a\x45\xdf\xa3')) return 'matroska';
  if (/^(ftyp|moov|mdat|free|wide|skip|styp)/.test(text.slice(4, 8))) return 'isobmff';
  return 'unknown';
}
