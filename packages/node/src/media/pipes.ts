import { createReadStream, fstat, stat, type Stats } from 'node:fs';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';

/** Other names of standard input. Where it is a socket, as between Node processes, they cannot be opened. */
const STANDARD_INPUT = new Set(['/dev/stdin', '/dev/fd/0', '/proc/self/fd/0']);

/** Whether a name stands for standard input: `-`, or one of the system's own names where that is no plain file. */
export async function isStandardInput(name: string): Promise<boolean> {
  if (name === '-') return true;
  return STANDARD_INPUT.has(name) && isPipeLike(await promisify(fstat)(0).catch(() => undefined));
}

/** Whether a name stands for something that is read once, from its beginning: standard input, a pipe, a device. */
export async function isPipe(name: string): Promise<boolean> {
  if (await isStandardInput(name)) return true;
  return isPipeLike(await promisify(stat)(name).catch(() => undefined));
}

/** The bytes of a name for which {@link isPipe} holds. */
export async function openPipe(name: string): Promise<Readable> {
  return (await isStandardInput(name)) ? process.stdin : createReadStream(name);
}

function isPipeLike(entry: Stats | undefined): boolean {
  return entry !== undefined && (entry.isFIFO() || entry.isSocket() || entry.isCharacterDevice());
}
