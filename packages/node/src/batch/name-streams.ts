import { extname, isAbsolute, join, normalize, sep } from 'node:path';
import { MediaError } from 'dynamics-codec/source';
import type { FoundClip } from './find-clips.js';

/**
 * Paths of the streams of clips in the output folder: `a/tree.mp4` becomes `a/tree.dync`. Where several clips would have
 * one name, each keeps its ending: `tree.mp4.dync`, `tree.mov.dync`.
 * @throws MediaError `WRITE_FAILED` where two clips still have one name, or one is not within the folder
 */
export function nameStreams(clips: readonly FoundClip[], folder: string): string[] {
  const short = clips.map(({ output, name }) => output ?? `${withoutEnding(name)}.dync`);
  const often = countsOf(short);
  const names = clips.map(({ output, name }, i) => {
    const own = output === undefined && often.get(keyOf(short[i]!))! > 1 ? `${withoutPattern(name)}.dync` : short[i]!;
    const inside = normalize(own);
    if (isAbsolute(inside) || inside.split(sep).includes('..'))
      throw new MediaError('WRITE_FAILED', `"${own}" is not a place within the output folder`);
    return inside;
  });
  for (const [key, count] of countsOf(names)) {
    if (count < 2) continue;
    const [one, other] = clips.filter((_, i) => keyOf(names[i]!) === key);
    throw new MediaError(
      'WRITE_FAILED',
      `"${one!.input}" and "${other!.input}" would both become "${key}"; name their outputs in a list`,
    );
  }
  return names.map((name) => join(folder, name));
}

function countsOf(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(keyOf(name), (counts.get(keyOf(name)) ?? 0) + 1);
  return counts;
}

/** Names that one file system or another takes for one. */
function keyOf(name: string): string {
  return normalize(name).normalize('NFC').toLowerCase();
}

function withoutEnding(name: string): string {
  const plain = withoutPattern(name);
  return plain.slice(0, plain.length - extname(plain).length);
}

/** `frame_%04d.png` as a name without a pattern. */
function withoutPattern(name: string): string {
  return name.replace(/[_.-]?%0?\d{0,2}d/, '') || name;
}
