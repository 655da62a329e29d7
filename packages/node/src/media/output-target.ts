import type { Stats } from 'node:fs';
import { lstat, readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { labelOf, writeFailure } from './write-failure.js';

/**
 * What an output names. A `file` may exist or not; its path has links followed, so that a link stays and what it points
 * to is replaced. Everything else is written through: standard output, another open descriptor of this process, a `pipe`
 * (FIFO), a `socket`, or a `device`.
 */
export type OutputTarget =
  | { readonly kind: 'file'; readonly path: string; readonly existing: Stats | undefined }
  | { readonly kind: 'standard output' }
  | { readonly kind: 'descriptor'; readonly descriptor: number }
  | { readonly kind: 'pipe' | 'socket' | 'device'; readonly path: string; readonly existing: Stats };

const MOST_LINKS = 40;
/** Names of this process's own descriptors, links such as `/dev/stdout` followed. */
const DESCRIPTORS = new RegExp(`^(?:/proc/${process.pid}/fd|/dev/fd)/(\\d+)$`);

/**
 * Finds out what an output names, before any work is done.
 * @throws MediaError `WRITE_FAILED` for folders, names that end like one, folders that are missing and names too long
 */
export async function resolveOutput(output: string): Promise<OutputTarget> {
  if (output === '-') return { kind: 'standard output' };
  const label = labelOf(output);
  if (output === '') throw writeFailure(label, 'ENOENT');
  try {
    const path = await followLinks(output);
    const descriptor = DESCRIPTORS.exec(path)?.[1];
    if (descriptor === '1') return { kind: 'standard output' };
    if (descriptor !== undefined) return { kind: 'descriptor', descriptor: Number(descriptor) };
    const existing = await stat(path).catch(absent);
    if (existing === undefined || existing.isFile()) {
      if (output.endsWith('/') || output.endsWith(sep)) throw writeFailure(label, 'EISDIR');
      return { kind: 'file', path, existing };
    }
    if (existing.isDirectory()) throw writeFailure(label, 'EISDIR');
    const kind = existing.isFIFO() ? 'pipe' : existing.isSocket() ? 'socket' : 'device';
    return { kind, path, existing };
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    throw syscall === undefined || code === undefined ? error : writeFailure(label, code, error);
  }
}

/** The path behind links, dangling ones too, in a folder that exists. */
async function followLinks(output: string): Promise<string> {
  let path = resolve(output);
  for (let links = 0; links < MOST_LINKS; links++) {
    path = join(await realpath(dirname(path)), basename(path));
    if (DESCRIPTORS.test(path)) return path;
    const entry = await lstat(path).catch(absent);
    if (!entry?.isSymbolicLink()) return path;
    path = resolve(dirname(path), await readlink(path));
  }
  throw writeFailure(labelOf(output), 'ELOOP');
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}

/** Whether two existing files are one: by device and inode, whatever their names. */
export function isSameFile(one: Stats, other: Stats): boolean {
  return one.dev === other.dev && one.ino === other.ino;
}
