/** @file What somebody may do who named the wrong file: the sentence that follows the error of a command. */
import { open, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DynamicsError } from 'dynamics-codec/picture';
import { isFolder } from '../media/is-folder.js';

type Kind = 'stream' | 'video' | 'picture' | 'other';

/** What begins a file of a kind, in Latin-1. ISO media files name their brand behind the length of a box. */
const BEGINNINGS: readonly (readonly [Kind, RegExp])[] = [
  ['stream', /^DYN/],
  ['picture', /^(\xff\xd8\xff|\x89PNG|RIFF....WEBP|....ftyp(avif|heic|mif1)|II\*\0|MM\0\*)/s],
  ['video', /^(....ftyp|\x1a\x45\xdf\xa3|RIFF....AVI |GIF8|YUV4MPEG2|FLV|\x00\x00\x01\xba|G.{187}G)/s],
];
const HEAD_BYTES = 192;
/** Longest name whose distance is looked at. */
const LONGEST = 100;

/**
 * The next step after an error that names a file; `undefined` where there is none to tell.
 * @param args behind the name of the program
 */
export async function nextStep(error: unknown, args: readonly string[]): Promise<string | undefined> {
  if (!(error instanceof DynamicsError)) return undefined;
  const named = /^(?:The (?:file|folder) )?"([^"]+)"/.exec(error.message)?.[1];
  if (error.code === 'TRUNCATED_STREAM') return 'it is not whole: copy or download it again';
  if (error.code === 'NO_FRAMES' && args[0] === 'encode' && named !== undefined && (await isFolder(named)))
    return `dync batch ${quoted(named)} -o FOLDER encodes all videos of a folder`;
  if (error.code === 'MISSING_FILE') {
    const similar = named === undefined ? undefined : await similarFile(named);
    return similar === undefined ? undefined : `did you mean "${similar}"?`;
  }
  const wanted = wantedBy(args[0], error.code);
  if (wanted === undefined) return undefined;
  let other: string | undefined;
  for (const path of named === undefined ? inputsAmong(args) : [named]) {
    const kind = await kindOf(path);
    if (kind === 'other') other ??= path;
    else if (kind !== undefined && kind !== wanted) return SENTENCES[kind](quoted(path));
  }
  if (wanted !== 'stream' || other === undefined) return undefined;
  return `"${other}" is none: dync encode makes one of a video, dync animate of a photograph`;
}

/** A name as it can be typed behind a command. */
function quoted(path: string): string {
  return /[^\w./\\:-]/.test(path) ? `"${path}"` : path;
}

const SENTENCES: Readonly<Record<Exclude<Kind, 'other'>, (path: string) => string>> = {
  stream: (path) => `it is a stream: dync play ${path} plays it, dync decode ${path} -o NAME.mp4 makes a video of it`,
  video: (path) => `it is a video: dync encode ${path} -o NAME.dync makes a stream of it`,
  picture: (path) => `it is a picture: dync animate ${path} -o NAME.dync makes it move`,
};

/** What a command wanted that ended with an error. */
function wantedBy(command: string | undefined, code: string): Kind | undefined {
  if (code === 'NOT_A_STREAM') return 'stream';
  if (code === 'UNSUPPORTED' && command === 'animate') return 'picture';
  return code === 'NOT_A_VIDEO' ? 'video' : undefined;
}

/** Arguments that are no flags and no outputs. */
function inputsAmong([, ...args]: readonly string[]): string[] {
  return args.filter((arg, i) => !arg.startsWith('-') && !['-o', '--output'].includes(args[i - 1] ?? ''));
}

/** What a file is; `undefined` where the path leads to none. */
async function kindOf(path: string): Promise<Kind | undefined> {
  const file = await open(path, 'r').catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    if (!(await file.stat()).isFile()) return undefined;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const head = buffer.subarray(0, bytesRead).toString('latin1');
    return BEGINNINGS.find(([, beginning]) => beginning.test(head))?.[0] ?? 'other';
  } finally {
    await file.close();
  }
}

/** The file of the same folder whose name is nearest, where one is near: two letters, or the ending, are another. */
async function similarFile(path: string): Promise<string | undefined> {
  const wanted = basename(path);
  const names = await readdir(dirname(path)).catch(() => []);
  const near = names
    .filter((name) => name !== wanted)
    .map((name) => ({ name, distance: stemOf(name) === stemOf(wanted) ? 1 : distance(name, wanted) }))
    .filter((one) => one.distance <= 2)
    .sort((one, other) => one.distance - other.distance);
  return near[0] === undefined ? undefined : dirname(path) === '.' ? near[0].name : join(dirname(path), near[0].name);
}

function stemOf(name: string): string {
  return name.toLowerCase().replace(/\.[^.]*$/, '');
}

/** How many letters have to be added, removed or replaced (Levenshtein). */
function distance(one: string, other: string): number {
  if (Math.max(one.length, other.length) > LONGEST) return Infinity;
  let row = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 0; i < one.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < other.length; j++)
      next.push(Math.min(next[j]! + 1, row[j + 1]! + 1, row[j]! + (one[i] === other[j] ? 0 : 1)));
    row = next;
  }
  return row.at(-1)!;
}
