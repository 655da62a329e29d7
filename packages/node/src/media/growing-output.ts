import { open } from 'node:fs/promises';
import { openThrough, type ByteOutput } from './byte-output.js';
import { resolveOutput } from './output-target.js';
import { guarded, labelOf } from './write-failure.js';

/**
 * Opens an output that others read while it grows: a file in its own place, a pipe, or standard output (`-`). Each write
 * resolves when the system has the bytes.
 * @param replace whether a file that exists may be replaced
 * @throws MediaError `WRITE_FAILED`
 */
export async function openGrowing(
  path: string,
  { replace, signal }: { readonly replace: boolean; readonly signal?: AbortSignal },
): Promise<ByteOutput> {
  const label = labelOf(path);
  const output = await guarded(label, async () => {
    const target = await resolveOutput(path);
    if (target.kind !== 'file') return openThrough(target, signal);
    const file = await open(target.path, replace ? 'w' : 'wx');
    return {
      write: (bytes: Uint8Array) => file.writeFile(bytes),
      finish: () => file.close(),
      abort: () => file.close(),
    };
  });
  return {
    write: (bytes) => guarded(label, () => output.write(bytes)),
    finish: () => guarded(label, () => output.finish()),
    abort: () => output.abort(),
  };
}
