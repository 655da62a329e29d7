import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, rmdirSync, statSync } from 'node:fs';
import { mkdir, realpath, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { sequenceName, sequenceNumber } from './png-sequence.js';
import { removeTemporary, temporaryFolder } from './temporary.js';
import { labelOf, writeFailure } from './write-failure.js';

/**
 * The numbered files that exist under a pattern, whatever their numbers.
 * @throws system errors where the folder cannot be read
 */
export function numberedFiles(pattern: string): string[] {
  const folder = dirname(pattern);
  return readdirSync(folder)
    .filter((name) => sequenceNumber(pattern, name) !== undefined)
    .map((name) => join(folder, name));
}

/**
 * Numbered files that are written to a hidden folder beside their place and moved there when all are whole. They take the
 * place of all files of the pattern, so that none of an earlier, longer sequence is left among them.
 */
export class NumberedFiles {
  private count = 0;

  private constructor(
    private readonly pattern: string,
    private readonly temporary: string,
    /** Folders that were made for them, innermost first. */
    private readonly made: readonly string[],
    private readonly replace: boolean,
  ) {}

  /**
   * @param pattern like `frames/f_%04d.png`; its folder is made where it is missing
   * @throws MediaError `WRITE_FAILED` where files exist that may not be replaced; system errors
   */
  static async open(pattern: string, replace: boolean): Promise<NumberedFiles> {
    const wanted = dirname(resolve(pattern));
    const first = await mkdir(wanted, { recursive: true });
    const made = first === undefined ? [] : foldersDownTo(wanted, first);
    try {
      const place = join(await realpath(wanted), basename(pattern));
      assertFree(place, replace);
      return new NumberedFiles(place, await temporaryFolder(dirname(place)), made, replace);
    } catch (error) {
      await removeFolders(made);
      throw error;
    }
  }

  /** Adds the next file; the first has number 1. */
  async add(bytes: Uint8Array): Promise<void> {
    await writeFile(this.hidden(this.count + 1), bytes, { flag: 'wx' });
    this.count++;
  }

  /**
   * Moves all files to their places. In one piece: no signal is heard and no other code runs in between. Where a name
   * cannot be given, what was there before is put back. Without any file nothing is moved.
   * @throws MediaError `WRITE_FAILED`, system errors
   */
  async publish(): Promise<void> {
    if (this.count > 0) this.swap();
    await removeTemporary(this.temporary);
  }

  /** Removes the files; does nothing to those that were there before. */
  async discard(): Promise<void> {
    await removeTemporary(this.temporary);
    await removeFolders(this.made);
  }

  private swap(): void {
    const earlier = assertFree(this.pattern, this.replace);
    // No name that leftovers are told by: after a loss of power in mid-swap the earlier files are here for good.
    const store = join(dirname(this.pattern), `${basename(this.temporary)}-replaced`);
    if (earlier.length > 0) mkdirSync(store, 0o700);
    const moved: (readonly [from: string, to: string])[] = [];
    const move = (from: string, to: string) => {
      renameSync(from, to);
      moved.push([from, to]);
    };
    try {
      const modes = new Map(earlier.map((path) => [path, statSync(path, { throwIfNoEntry: false })?.mode]));
      for (const path of earlier) move(path, join(store, basename(path)));
      for (let number = 1; number <= this.count; number++) {
        const path = sequenceName(this.pattern, number);
        const mode = modes.get(path);
        if (mode !== undefined) chmodSync(this.hidden(number), mode & 0o777);
        move(this.hidden(number), path);
      }
    } catch (error) {
      for (const [from, to] of moved.reverse()) renameSync(to, from);
      if (earlier.length > 0) rmdirSync(store);
      throw error;
    }
    rmSync(store, { recursive: true, force: true });
  }

  private hidden(number: number): string {
    return join(this.temporary, String(number));
  }
}

/** The files of a pattern. @throws MediaError where they may not be replaced or one is a folder */
function assertFree(pattern: string, replace: boolean): string[] {
  const earlier = numberedFiles(pattern);
  if (earlier.length > 0 && !replace) throw writeFailure(labelOf(earlier[0]!), 'EEXIST');
  const folder = earlier.find((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true);
  if (folder !== undefined) throw writeFailure(labelOf(folder), 'EISDIR');
  return earlier;
}

function foldersDownTo(inner: string, outer: string): string[] {
  const folders = [inner];
  for (let folder = inner; folder !== outer && folder !== dirname(folder);) {
    folder = dirname(folder);
    folders.push(folder);
  }
  return folders;
}

async function removeFolders(innermostFirst: readonly string[]): Promise<void> {
  for (const folder of innermostFirst) await rmdir(folder).catch(() => undefined);
}
