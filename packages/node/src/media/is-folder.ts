import { stat } from 'node:fs/promises';

/** Whether `input` is an existing folder. */
export async function isFolder(input: string): Promise<boolean> {
  return stat(input).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}
