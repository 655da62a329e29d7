import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobQueue } from '../queue/job-queue.js';
import { isThere, noteOf, streamsFolder, uploadOf, uploadsFolder } from './server-files.js';

/** How long files of a server stay. */
export interface KeepRules {
  /** Hours of a video from when it was sent. It stays longer where its job waits or runs. */
  readonly keepUploads: number;
  /** Hours of a stream from when it was made; for ever when left out. */
  readonly keepStreams?: number | undefined;
}

/** How many files a {@link sweep} has removed. */
export interface Swept {
  readonly uploads: number;
  readonly streams: number;
}

const HOUR_MS = 3_600_000;

/**
 * Removes videos that were sent, and streams with their reports, that are older than they may be.
 * @param data folder of a server
 * @param now milliseconds
 */
export async function sweep(
  data: string,
  queue: Pick<JobQueue, 'get'>,
  { keepUploads, keepStreams = Infinity }: KeepRules,
  now = Date.now(),
): Promise<Swept> {
  let uploads = 0;
  for (const path of await olderThan(uploadsFolder(data), now - keepUploads * HOUR_MS)) {
    const upload = uploadOf(path);
    if (upload === undefined ? await isWanted(path, queue) : await isThere(upload)) continue;
    await rm(path, { force: true });
    if (upload !== undefined) continue;
    await rm(noteOf(path), { force: true });
    uploads++;
  }
  const streams = await olderThan(streamsFolder(data), now - keepStreams * HOUR_MS);
  for (const path of streams) await rm(path, { force: true });
  return { uploads, streams: streams.filter((path) => path.endsWith('.dync')).length };
}

/** Whether the job of an upload waits or runs. */
async function isWanted(upload: string, queue: Pick<JobQueue, 'get'>): Promise<boolean> {
  const id = await readFile(noteOf(upload), 'utf8').catch(() => undefined);
  const job = id === undefined ? undefined : await queue.get(id);
  return job?.state === 'waiting' || job?.state === 'active';
}

async function olderThan(folder: string, time: number): Promise<string[]> {
  const names = time === -Infinity ? [] : await readdir(folder).catch(() => []);
  const old: string[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const entry = await stat(path).catch(() => undefined);
    if (entry?.isFile() === true && entry.mtimeMs < time) old.push(path);
  }
  return old;
}
