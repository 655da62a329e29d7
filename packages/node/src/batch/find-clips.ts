import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, isAbsolute, join, relative, resolve } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { MediaError } from 'dynamics-codec/source';
import { isSequencePattern } from '../media/png-sequence.js';
import { isClipList, readClipList } from './clip-list.js';

/** A clip of a batch, before its settings are read. */
export interface FoundClip {
  /** Path of the input. */
  readonly input: string;
  /** Path of the stream within the output folder, without its ending. */
  readonly name: string;
  /** Path of the stream within the output folder, where a list names it. */
  readonly output?: string;
  /** Settings as a list names them. */
  readonly record: Readonly<Record<string, unknown>>;
  /** The line of a list, for messages. */
  readonly place?: string;
}

/** Endings of what a folder is searched for. */
const VIDEOS = new Set(
  '.mp4 .m4v .mov .mkv .webm .avi .mpg .mpeg .ts .m2ts .mts .wmv .asf .flv .ogv .dv .mxf .mjpeg .gif .y4m .3gp .vob .ivf .apng'.split(
    ' ',
  ),
);

/**
 * The clips that arguments stand for: a video is itself, a folder stands for the videos below it, and a folder that only
 * holds PNGs for one clip; a pattern (`*`, `**`, `?`, `[]`, `{}`) stands for what it matches, and a list for its lines.
 * @throws MediaError where a list cannot be read, and where nothing is found
 */
export async function findClips(inputs: readonly string[]): Promise<FoundClip[]> {
  const clips: FoundClip[] = [];
  for (const input of inputs) clips.push(...(await clipsOf(input)));
  if (clips.length === 0)
    throw new MediaError('MISSING_FILE', `No clip was found in ${inputs.map((one) => `"${one}"`).join(', ')}`);
  return clips;
}

async function clipsOf(input: string): Promise<FoundClip[]> {
  const entry = await stat(input).catch(() => undefined);
  if (entry?.isDirectory() === true) return clipsBelow(input);
  if (entry !== undefined) return isClipList(input) ? listedClips(input) : [clipAt(input, dirname(input))];
  if (isSequencePattern(input) || !isDynamicPattern(input)) return [clipAt(input, dirname(input))];
  const found = await glob(input, { absolute: isAbsolute(input), expandDirectories: false, onlyFiles: true });
  return found.sort().map((path) => clipAt(path, patternBase(input)));
}

/** The folders that a pattern begins with and that are no pattern themselves. */
function patternBase(pattern: string): string {
  let base = pattern;
  do base = dirname(base);
  while (isDynamicPattern(base));
  return base;
}

async function clipsBelow(folder: string, root = folder): Promise<FoundClip[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const shown = entries.filter(({ name }) => !name.startsWith('.')).sort((a, b) => (a.name < b.name ? -1 : 1));
  const clips: FoundClip[] = [];
  for (const entry of shown) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) clips.push(...(await clipsBelow(path, root)));
    else if (VIDEOS.has(extname(entry.name).toLowerCase())) clips.push(clipAt(path, root));
  }
  const pictures = shown.some(({ name }) => extname(name).toLowerCase() === '.png');
  if (clips.length > 0 || !pictures) return clips;
  return [{ input: folder, name: relative(root, folder) || basename(resolve(folder)), record: {} }];
}

function clipAt(input: string, root: string): FoundClip {
  return { input, name: relative(root, input), record: {} };
}

async function listedClips(list: string): Promise<FoundClip[]> {
  const clips: FoundClip[] = [];
  for (const { line, record } of await readClipList(list)) {
    const place = `line ${line} of "${list}"`;
    const { input, output, ...settings } = record;
    if (typeof input !== 'string' || input === '') throw new MediaError('UNSUPPORTED', `Expected an input in ${place}`);
    if (output !== undefined && typeof output !== 'string')
      throw new MediaError('UNSUPPORTED', `Expected a text as the output in ${place}`);
    const path = isAbsolute(input) ? input : join(dirname(list), input);
    const name = isAbsolute(input) || input.startsWith('..') ? basename(input) : input;
    clips.push({ input: path, name, ...(output ? { output } : {}), record: settings, place });
  }
  return clips;
}
