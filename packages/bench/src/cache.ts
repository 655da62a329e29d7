import { createHash } from 'node:crypto';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWholeFile } from '@dynamics-codec/node';

/** Results on disk, found again by everything that they depend on. A run that was stopped goes on from there. */
export class BenchCache {
  constructor(private readonly folder: string) {}

  /** Path for a file of the entry; the folder exists afterwards. */
  async path(name: string, dependsOn: unknown, ending: string): Promise<string> {
    await mkdir(this.folder, { recursive: true });
    const hash = createHash('sha256').update(JSON.stringify(dependsOn)).digest('hex').slice(0, 12);
    return join(this.folder, `${name}-${hash}${ending}`);
  }

  /**
   * The kept result, or a new one, which is then kept. Failures are not kept.
   * @param also a file that must exist beside the result for it to count
   */
  async get<T>(
    name: string,
    dependsOn: unknown,
    make: () => Promise<T>,
    also?: string,
  ): Promise<{ value: T; kept: boolean }> {
    const path = await this.path(name, dependsOn, '.json');
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text !== undefined && (also === undefined || (await exists(also)))) {
      try {
        return { value: JSON.parse(text) as T, kept: true };
      } catch {
        // A damaged entry is made again.
      }
    }
    const value = await make();
    await writeWholeFile(path, new TextEncoder().encode(JSON.stringify(value)));
    return { value, kept: false };
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
