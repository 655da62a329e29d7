import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { FrameSamples } from '@dynamics-codec/metrics';
import { InvalidOptionError, type ColourDescription, type Picture } from 'dynamics-codec/picture';
import { MediaError, openVideo } from '@dynamics-codec/node';
import { fileHash } from './code-hash.js';
import type { ClipFrames } from './codec.js';
import { samplesOf } from './frame-samples.js';
import { decodeNative } from './native-decode.js';

/** A clip of the bench, found but not yet read. */
export interface ClipFile {
  readonly id: string;
  readonly path: string;
  /** Kind of motion by the manifest of the collection; `clips` where there is none. */
  readonly category: string;
  readonly description: string;
}

/** A clip read into memory. */
export interface LoadedClip extends ClipFile, ClipFrames {
  /** Hash of the file's bytes. */
  readonly hash: string;
}

const VIDEO_ENDINGS = new Set(['.mp4', '.mov', '.mkv', '.webm', '.y4m', '.gif', '.avi']);

/**
 * The clips in files and folders, by name. A `manifest.json` in the folder or up to two above it (an array of `id`,
 * `category`, `description`) tells their categories.
 * @throws InvalidOptionError where there is none
 */
export async function findClips(places: readonly string[]): Promise<ClipFile[]> {
  const paths: string[] = [];
  for (const place of places) {
    const entry = await stat(place).catch(() => undefined);
    if (entry?.isDirectory() !== true) paths.push(place);
    else {
      const names = (await readdir(place)).filter((name) => VIDEO_ENDINGS.has(extname(name).toLowerCase()));
      paths.push(...names.sort().map((name) => join(place, name)));
    }
  }
  if (paths.length === 0) throw new InvalidOptionError('clips', 'video files or folders of them', places.join(' '));
  const clips: ClipFile[] = [];
  for (const path of paths) {
    const id = basename(path, extname(path));
    const known = (await manifestNear(dirname(path))).find((entry) => entry.id === id);
    clips.push({ id, path, category: known?.category ?? 'clips', description: known?.description ?? '' });
  }
  return clips;
}

/**
 * Reads a clip.
 * @param limit frames to read at most
 * @throws MediaError
 */
export async function loadClip(clip: ClipFile, limit: number, signal?: AbortSignal): Promise<LoadedClip> {
  const source = await openVideo(clip.path, { frames: limit, ...(signal ? { signal } : {}) });
  try {
    const frames: Picture[] = [];
    for await (const frame of source.frames()) frames.push(frame);
    if (frames.length < 3)
      throw new MediaError('NO_FRAMES', `"${clip.path}" has ${frames.length} frames, too few to measure motion`);
    const { width, height, frameRate, colour } = source;
    const hash = await fileHash(clip.path);
    return {
      ...clip,
      width,
      height,
      frameRate,
      colour,
      frames,
      samples: await samplesOfFile(clip.path, frames, colour),
      hash,
    };
  } finally {
    await source.close();
  }
}

/** Mean luma difference, in levels, up to which a frame of the file is taken for the picture that was made from it. */
const SAME_FRAME = 0.75;

/**
 * The file's own samples where they are 8-bit 4:2:0 and belong to the pictures one by one; else, as after turning,
 * resampling or a change of frame rate, those that the pictures give.
 */
async function samplesOfFile(
  path: string,
  pictures: readonly Picture[],
  colour: ColourDescription,
): Promise<FrameSamples[]> {
  const made = pictures.map((picture) => samplesOf(picture, colour));
  const own = await decodeNative(path, { of: 'clip', limit: pictures.length }).catch(() => []);
  const same = own.length === made.length && own.every((frame, i) => isSameFrame(frame, made[i]!));
  return same ? own : made;
}

function isSameFrame(a: FrameSamples, b: FrameSamples): boolean {
  if (a.width !== b.width || a.height !== b.height) return false;
  let sum = 0;
  for (let i = 0; i < a.y.length; i++) sum += Math.abs(a.y[i]! - b.y[i]!);
  return sum <= SAME_FRAME * a.y.length;
}

interface ManifestEntry {
  readonly id: string;
  readonly category?: string;
  readonly description?: string;
}

async function manifestNear(folder: string): Promise<ManifestEntry[]> {
  for (const place of [folder, join(folder, '..'), join(folder, '..', '..')]) {
    const text = await readFile(join(place, 'manifest.json'), 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    try {
      const parsed: unknown = JSON.parse(text);
      if (Array.isArray(parsed)) return parsed as ManifestEntry[];
    } catch {
      return [];
    }
  }
  return [];
}
