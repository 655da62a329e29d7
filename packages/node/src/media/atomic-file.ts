import { open } from 'node:fs/promises';
import { assertPath } from './assert-path.js';
import { openThrough, writeStandardOutput } from './byte-output.js';
import { resolveOutput } from './output-target.js';
import { PendingFile } from './pending-file.js';
import { guarded, labelOf } from './write-failure.js';

/** Options of {@link writeWholeFile}. */
export interface WriteWholeFileOptions {
  /** Whether a file that exists may be replaced; true when left out. */
  readonly replace?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Writes a whole file under a temporary name and renames it, so that no reader ever sees half of it. A file that is
 * replaced keeps its mode; of a symbolic link the target is replaced. Devices, FIFOs and sockets are written to, and so is
 * standard output, named `-`.
 * @throws MediaError `WRITE_FAILED`; nothing is left behind then
 */
export async function writeWholeFile(
  path: string,
  bytes: Uint8Array,
  { replace = true, signal }: WriteWholeFileOptions = {},
): Promise<void> {
  assertPath('path', path);
  await guarded(labelOf(path), async () => {
    const target = await resolveOutput(path);
    if (target.kind !== 'file') {
      const output = await openThrough(target, signal);
      try {
        await output.write(bytes);
        await output.finish();
      } catch (error) {
        await output.abort();
        throw error;
      }
      return;
    }
    const pending = await PendingFile.open(target, replace);
    try {
      const file = await open(pending.temporary, 'w');
      try {
        await file.writeFile(bytes);
      } finally {
        await file.close();
      }
      await pending.publish();
    } catch (error) {
      await pending.discard();
      throw error;
    }
  });
}

/**
 * Writes bytes or text to standard output and waits until they are taken.
 * @throws MediaError `WRITE_FAILED`
 */
export async function writeToStandardOutput(bytes: Uint8Array | string): Promise<void> {
  await guarded('Standard output', () => writeStandardOutput(bytes));
}
