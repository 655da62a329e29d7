import { constants, type Stats } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { NumberedFiles, numberedFiles } from './numbered-files.js';
import { isSameFile, resolveOutput } from './output-target.js';
import { PendingFile } from './pending-file.js';
import { guarded, labelOf, writeFailure } from './write-failure.js';

export { isSameFile };

/** The regular files that an output would replace: one, those of a pattern, or none. @throws MediaError `WRITE_FAILED` */
export async function existingOutputs(output: string, numbered: boolean): Promise<Stats[]> {
  if (numbered) {
    const files = numberedFilesOrNone(output);
    const entries = await Promise.all(files.map((path) => stat(path).catch(() => undefined)));
    return entries.filter((entry) => entry !== undefined);
  }
  const target = await resolveOutput(output);
  return target.kind === 'file' && target.existing ? [target.existing] : [];
}

function numberedFilesOrNone(pattern: string): string[] {
  try {
    return numberedFiles(pattern);
  } catch {
    return [];
  }
}

/**
 * Tries whether an output can be written, and leaves everything as it is.
 * @throws MediaError `WRITE_FAILED` with the reason
 */
export async function assertOutput(
  output: string,
  { numbered, replace }: { readonly numbered: boolean; readonly replace: boolean },
): Promise<void> {
  const label = labelOf(output);
  await guarded(label, async () => {
    if (numbered) return (await NumberedFiles.open(output, replace)).discard();
    const target = await resolveOutput(output);
    if (target.kind === 'file') return (await PendingFile.open(target, replace)).discard();
    if (target.kind === 'standard output' || target.kind === 'descriptor') return;
    if (target.existing.isBlockDevice() && !replace) throw writeFailure(label, 'EEXIST');
    await access(target.path, constants.W_OK);
  });
}
