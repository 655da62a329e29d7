/**
 * @file Temporary files and folders: names that nobody can guess, and nothing left behind.
 *
 * A name says which process made it. It is removed by its owner, or when the process exits; what a killed process left
 * is removed by the next one that writes to the same folder, once it is an hour old and its process is gone.
 */
import { randomInt } from 'node:crypto';
import { closeSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { lstat, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFailure } from './write-failure.js';

const temporaries = new Set<string>();
let watching = false;

/**
 * Remembers a temporary file or folder so that it is removed when the process exits before its owner did so.
 * Covers `process.exit`; a signal handler that calls it covers Ctrl-C.
 */
export function rememberTemporary(path: string): void {
  temporaries.add(path);
  if (watching) return;
  watching = true;
  process.once('exit', removeTemporaries);
}

/** Undoes {@link rememberTemporary}: the file was renamed or removed. */
export function forgetTemporary(path: string): void {
  temporaries.delete(path);
}

/** Removes all that is remembered, as when the process exits; for a process that ends without exit handlers. */
export function removeTemporaries(): void {
  for (const left of temporaries) {
    try {
      rmSync(left, { recursive: true, force: true });
    } catch {
      // What cannot be removed stays for the next run; there is nobody left to tell.
    }
  }
  temporaries.clear();
}

const LETTERS = '0123456789abcdefghijklmnopqrstuvwxyz';
const NAME = /^\.dync-(\d+)-[0-9a-z]{12}(\.y4m)?$/;
/** A leftover may be younger than its process is dead; nothing is removed before this age. */
const LEFTOVER_AGE_MS = 60 * 60 * 1000;

function randomName(): string {
  const random = Array.from({ length: 12 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return `.dync-${process.pid}-${random}`;
}

/**
 * Makes an empty file of a new name, for the owner alone unless `mode` says otherwise. It is short, whatever the name of
 * the file that it shall become. Nothing that exists, a link least of all, is opened.
 * @throws system errors where the folder cannot be written to
 */
export async function temporaryFile(folder: string, mode = 0o600): Promise<string> {
  await removeLeftovers(folder);
  const path = join(folder, randomName());
  closeSync(openSync(path, 'wx', mode));
  rememberTemporary(path);
  return path;
}

/**
 * Makes a folder of a new name, for the owner alone.
 * @throws system errors where the parent cannot be written to
 */
export async function temporaryFolder(parent: string): Promise<string> {
  await removeLeftovers(parent);
  const path = join(parent, randomName());
  mkdirSync(path, 0o700);
  rememberTemporary(path);
  return path;
}

/**
 * Makes a folder for intermediate files in the system's place for them.
 * @throws MediaError `WRITE_FAILED` where that cannot be written to
 */
export async function scratchFolder(): Promise<string> {
  const parent = tmpdir();
  try {
    return await temporaryFolder(parent);
  } catch (error) {
    throw writeFailure(
      `The temporary folder "${parent}"`,
      (error as NodeJS.ErrnoException).code ?? String(error),
      error,
    );
  }
}

/** Removes a temporary file or folder and forgets it. */
export async function removeTemporary(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
  forgetTemporary(path);
}

/** Removes what a process of this machine left in a folder that is known to have ended before it could. */
export async function removeTemporariesOf(pid: number, folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    if (Number(NAME.exec(name)?.[1]) === pid) await rm(join(folder, name), { recursive: true, force: true });
  }
}

const swept = new Set<string>();

/** Removes what killed processes of this user left in a folder, once a process. */
async function removeLeftovers(folder: string): Promise<void> {
  const place = await realpath(folder).catch(() => folder);
  if (swept.has(place)) return;
  swept.add(place);
  const names = await readdir(place).catch(() => []);
  for (const name of names) {
    const owner = NAME.exec(name)?.[1];
    if (owner === undefined || isRunning(Number(owner))) continue;
    const path = join(place, name);
    const entry = await lstat(path).catch(() => undefined);
    const own = entry !== undefined && entry.uid === (process.getuid?.() ?? entry.uid);
    if (own && Date.now() - entry.mtimeMs > LEFTOVER_AGE_MS) {
      await rm(path, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
