import type { Stats } from 'node:fs';
import { chmod, chown, link, lstat, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { removeTemporary, forgetTemporary, temporaryFile } from './temporary.js';
import { labelOf, writeFailure } from './write-failure.js';

/**
 * A file that is written under a temporary name beside its place and moved there when it is whole, so that no reader
 * ever sees half of it and what was there before stays until then.
 */
export class PendingFile {
  private constructor(
    /** Where to write until then: an empty file that exists. */
    readonly temporary: string,
    private readonly target: { readonly path: string; readonly existing: Stats | undefined },
    private readonly replace: boolean,
  ) {}

  /**
   * @param target with links followed
   * @param replace whether a file that exists may be replaced; it keeps its mode, and its owner where that may be
   * @throws MediaError `WRITE_FAILED` where a file exists that may not be replaced; system errors
   */
  static async open(
    target: { readonly path: string; readonly existing: Stats | undefined },
    replace: boolean,
  ): Promise<PendingFile> {
    const { path, existing } = target;
    if (existing && !replace) throw writeFailure(labelOf(path), 'EEXIST');
    return new PendingFile(await temporaryFile(dirname(path), existing ? 0o600 : 0o666), target, replace);
  }

  /**
   * Moves the file to its place.
   * @throws MediaError `WRITE_FAILED`, system errors
   */
  async publish(): Promise<void> {
    const { temporary, target, replace } = this;
    const file = await open(temporary, 'r');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    if (target.existing) {
      const { uid, gid, mode } = target.existing;
      await chown(temporary, uid, gid).catch(() => undefined);
      await chmod(temporary, mode & 0o777);
    }
    if (replace) await rename(temporary, target.path);
    else await moveToFreeName(temporary, target.path);
    forgetTemporary(temporary);
  }

  /** Removes the file; does nothing to the place that it was meant for. */
  discard(): Promise<void> {
    return removeTemporary(this.temporary);
  }
}

/** Moves a file to a name that must be free: a hard link never replaces anything, a renaming does. */
async function moveToFreeName(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    const taken = (error as NodeJS.ErrnoException).code === 'EEXIST';
    if (taken || (await lstat(to).catch(() => undefined))) throw writeFailure(labelOf(to), 'EEXIST', error);
    // A file system without hard links.
    await rename(from, to);
    return;
  }
  await removeTemporary(from);
}
