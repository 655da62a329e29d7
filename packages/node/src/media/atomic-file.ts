import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { forgetTemporary, rememberTemporary } from './temporary.js';
import { guarded, labelOf } from './write-failure.js';

/**
 * Writes a whole file under a temporary name and renames it, so that no reader ever sees half of it.
 * @throws MediaError `WRITE_FAILED`; nothing is left behind then
 */
export async function writeWholeFile(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  await guarded(labelOf(path), async () => {
    rememberTemporary(temporary);
    try {
      const file = await open(temporary, 'w');
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    } finally {
      forgetTemporary(temporary);
    }
  });
}

/**
 * Writes bytes to standard output and waits until they are taken.
 * @throws MediaError `WRITE_FAILED`
 */
export async function writeToStandardOutput(bytes: Uint8Array): Promise<void> {
  await guarded('Standard output', () => writeStandardOutput(bytes));
}

/** Resolves when standard output has taken the bytes, so that a slow reader slows the writer. */
export function writeStandardOutput(bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      reject(error);
    };
    process.stdout.once('error', fail);
    process.stdout.write(bytes, (error) => {
      process.stdout.off('error', fail);
      if (error) reject(error);
      else resolve();
    });
  });
}
