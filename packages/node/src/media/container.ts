import { open, type FileHandle } from 'node:fs/promises';
import { MediaError } from 'dynamics-codec/source';
import { endsEarly, readAt } from './container-end.js';
import { containerKind, type ContainerKind } from './container-kind.js';

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
