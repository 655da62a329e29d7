import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Hash of this package's own code as it runs, so that results are measured anew when it changes and only then.
 * @param parts folders, or files without ending, below the package's code
 */
export async function codeHash(parts: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const part of parts) for (const path of await filesOf(part)) hash.update(path.slice(ROOT.length)).update(await readFile(path));
  return hash.digest('hex').slice(0, 16);
}

/** Hash of a file's bytes. */
export async function fileHash(path: string): Promise<string> {
  return createHash('sha256').update(await readFile(path)).digest('hex').slice(0, 16);
}

async function filesOf(part: string): Promise<string[]> {
  const entries = await readdir(join(ROOT, part), { recursive: true }).catch(() => undefined);
  if (entries) return entries.filter(isCode).sort().map((name) => join(ROOT, part, name));
  const folder = join(ROOT, part, '..');
  const name = part.slice(part.lastIndexOf('/') + 1);
  const files = await readdir(folder).catch(() => []);
  return files.filter((file) => isCode(file) && file.startsWith(`${name}.`)).map((file) => join(folder, file));
}

function isCode(name: string): boolean {
  return /\.(js|ts)$/.test(name) && !/\.(d|test|bench)\.ts$/.test(name);
}
