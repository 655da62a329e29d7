import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { MediaError, throwIfAborted } from 'dynamics-codec/source';
import { removeTemporary, scratchFolder } from './temporary.js';
import { guarded } from './write-failure.js';

/** Bounds of {@link spool}, bytes. */
export interface SpoolLimits {
  /** After so many the beginning is looked at, to see whether it is worth keeping the rest. */
  readonly probe: number;
  readonly most: number;
}

const LIMITS: SpoolLimits = { probe: 8 * 2 ** 20, most: 4 * 2 ** 30 };

/** Input without random access, kept in a temporary file. */
export interface Spooled {
  readonly path: string;
  /** Removes the file. */
  readonly discard: () => Promise<void>;
}

/**
 * Keeps input in a temporary file, since containers need random access. Neither input that is no video nor input without
 * an end fills the disk.
 * @param assertVideo throws where the beginning of the file shows that it is no video
 * @throws MediaError `TOO_LARGE` beyond the limit, `ABORTED`, what `assertVideo` throws
 */
export async function spool(
  chunks: AsyncIterable<Uint8Array>,
  label: string,
  assertVideo: (path: string) => Promise<void>,
  signal?: AbortSignal,
  limits = LIMITS,
): Promise<Spooled> {
  const folder = await scratchFolder();
  const path = join(folder, 'input');
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      let bytes = 0;
      for await (const chunk of chunks) {
        throwIfAborted(signal);
        const before = bytes;
        bytes += chunk.length;
        if (bytes > limits.most) {
          throw new MediaError(
            'TOO_LARGE',
            `${label} is longer than ${limits.most} bytes; write it to a file and read that, or cut it first`,
          );
        }
        await guarded(`The temporary copy of ${label}`, () => file.writeFile(chunk));
        if (before < limits.probe && bytes >= limits.probe) await assertVideo(path);
      }
    } finally {
      await file.close();
    }
    return { path, discard: () => removeTemporary(folder) };
  } catch (error) {
    await removeTemporary(folder);
    throw error;
  }
}
