import { existsSync, readdirSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { parseList } from '@dynamics-codec/node/cli';

/** A clip to be measured. */
export interface ChosenClip {
  readonly clip: string;
  readonly path: string;
}

/** The project's own clip, for benches that run on a fresh checkout. */
export const SAMPLE = 'samples/lakeside.mp4';
const SHARED_CLIPS = join('..', 'shared', 'clips');

/** Files named on the command line; {@link SAMPLE} where none is. */
export function clipFiles(named: readonly string[]): ChosenClip[] {
  return (named.length > 0 ? named : [SAMPLE]).map((path) => ({ clip: basename(path, extname(path)), path }));
}

/**
 * Clips of 256x256 of the optional shared folder by name; those that are not there are left out. Says so where none is.
 * @param names all of the folder when empty
 */
export function sharedClips(part: 'train' | 'test', names: readonly string[]): ChosenClip[] {
  return clipsIn(join(SHARED_CLIPS, part, '256'), names);
}

/** Clips of a folder that is named, all of them where no name is; else those of the training set, `usual` where no name is. */
export function chosenClips(
  { folder, clips }: { readonly folder?: string | undefined; readonly clips?: string | undefined },
  usual: readonly string[],
): ChosenClip[] {
  const named = parseList(clips ?? '');
  return folder === undefined ? sharedClips('train', named.length > 0 ? named : usual) : clipsIn(folder, named);
}

/**
 * Clips of a folder by name; those that are not there are left out. Says so where none is.
 * @param names all of the folder when empty
 */
export function clipsIn(folder: string, names: readonly string[]): ChosenClip[] {
  const there = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.mp4')) : [];
  const wanted = names.length > 0 ? names : there.map((file) => basename(file, '.mp4'));
  const clips = wanted
    .filter((clip) => there.includes(`${clip}.mp4`))
    .map((clip) => ({ clip, path: join(folder, `${clip}.mp4`) }));
  if (clips.length === 0) console.log(`No such clips in ${folder}: nothing to measure.`);
  return clips;
}
