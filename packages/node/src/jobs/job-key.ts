import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { DEFAULT_GROUP_LIMIT } from 'dynamics-codec/encoder';
import { MediaError } from 'dynamics-codec/source';
import { isSequencePattern, listSequence } from '../media/png-sequence.js';
import { DEFAULT_BITRATE, settingsAmong, type EncodeSettings } from './encode-settings.js';

/** What decides a stream: the bytes of the input, and the settings. Names, places and dates do not count. */
export interface JobKey {
  /** SHA-256 in hexadecimal. */
  readonly key: string;
  /** Whether the files of the input are still those that were hashed, as far as sizes and dates tell. */
  readonly unchanged: () => Promise<boolean>;
}

/**
 * The key of an encode: equal for equal content and settings that mean the same.
 * @param input a video file, a folder of PNGs, or a pattern of numbered ones
 * @throws MediaError `MISSING_FILE`, `ABORTED`
 */
export async function jobKey(input: string, settings: EncodeSettings, signal?: AbortSignal): Promise<JobKey> {
  const files = await filesOf(input);
  const before = await stampsOf(files);
  const hash = createHash('sha256').update(JSON.stringify(canonical(settings)));
  for (const file of files) await addFile(hash, file, files.length > 1, signal);
  return { key: hash.digest('hex'), unchanged: async () => (await stampsOf(files)) === before };
}

async function filesOf(input: string): Promise<readonly string[]> {
  const entry = await stat(input).catch(() => undefined);
  if (entry?.isFile() === true) return [input];
  if (entry?.isDirectory() === true || isSequencePattern(input)) return listSequence(input);
  const what = entry === undefined ? 'does not exist' : 'is no file';
  throw new MediaError('MISSING_FILE', `The file "${input}" ${what}`);
}

async function addFile(hash: Hash, file: string, named: boolean, signal: AbortSignal | undefined): Promise<void> {
  if (named) hash.update(`\0${basename(file)}\0`);
  try {
    await pipeline(
      createReadStream(file, { highWaterMark: 2 ** 20 }),
      async (chunks: AsyncIterable<Buffer>) => {
        for await (const chunk of chunks) hash.update(chunk);
      },
      ...(signal === undefined ? [] : [{ signal }]),
    );
  } catch (cause) {
    if (signal?.aborted === true) throw new MediaError('ABORTED', 'The operation was aborted', { cause });
    const { code } = cause as NodeJS.ErrnoException;
    throw new MediaError('MISSING_FILE', `The file "${file}" cannot be read (${code ?? 'unknown reason'})`, { cause });
  }
}

async function stampsOf(files: readonly string[]): Promise<string> {
  const stamps = await Promise.all(
    files.map((file) =>
      stat(file).then(
        ({ size, mtimeMs }) => `${size}:${mtimeMs}`,
        () => 'gone',
      ),
    ),
  );
  return stamps.join();
}

/** Settings with what they stand for where they are left out. */
function canonical(settings: EncodeSettings): EncodeSettings {
  const { bitrate, bytes, quality, without = [], generator = 'auto' } = settings;
  return settingsAmong({
    ...settings,
    ...(bytes === undefined && quality === undefined ? { bitrate: bitrate ?? DEFAULT_BITRATE } : {}),
    preset: settings.preset ?? 'balanced',
    generator: generator === 'auto' ? 'learned' : generator,
    groupLimit: settings.groupLimit ?? DEFAULT_GROUP_LIMIT,
    seed: settings.seed ?? 0,
    without: [...without].sort(),
  });
}
