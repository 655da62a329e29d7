import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of all packages, and the one within each that holds the code that runs: `src`, or `dist` where it is built. */
const PACKAGES = fileURLToPath(new URL('../..', import.meta.url));
const KIND = basename(fileURLToPath(new URL('.', import.meta.url)));

/**
 * Hash of the project's own code as it runs, so that results are measured anew when it changes and only then.
 * @param parts folders, or files without ending, each below its package: `codec/motion` is `packages/codec/src/motion`
 * @throws Error where a part does not exist
 */
export async function codeHash(parts: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const part of parts)
    for (const path of await filesOf(part)) hash.update(path.slice(PACKAGES.length)).update(await readFile(path));
  return hash.digest('hex').slice(0, 16);
}

/** Hash of a file's bytes. */
export async function fileHash(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex')
    .slice(0, 16);
}

async function filesOf(part: string): Promise<string[]> {
  const [owner = '', ...rest] = part.split('/');
  const place = join(PACKAGES, owner, KIND, ...rest);
  const inFolder = await readdir(place, { recursive: true }).catch(() => undefined);
  const files =
    inFolder?.map((name) => join(place, name)) ??
    (await readdir(dirname(place)).catch(() => []))
      .filter((file) => file.startsWith(`${basename(place)}.`))
      .map((file) => join(dirname(place), file));
  const code = files.filter(isCode).sort();
  if (code.length === 0) throw new Error(`Expected code at "${place}", which results depend on, but nothing is there`);
  return code;
}

function isCode(name: string): boolean {
  return /\.(js|ts)$/.test(name) && !/\.(d|test|bench)\.ts$/.test(name);
}
