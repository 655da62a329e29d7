/**
 * @file How alive a decoded clip is, beside its original: the figures of `LifeReferee` as one line of JSON. The frames of both
 * files are taken in order; where one has fewer, those that both have. Without the LPIPS network, which `openLpipsFile` looks
 * for, the Frechet distance is left out.
 *
 *     npm run measure -- life ORIGINAL [DECODED] [--frames N]
 *
 * Without a decoded clip it prints the bound that nature sets: the second half of the original measured against the first.
 */
import { parseArgs } from 'node:util';
import {
  LifeReferee,
  natureBound,
  openCvPicture,
  repetition,
  type ClipLife,
  type FrameSamples,
} from '@dynamics-codec/metrics';
import { loadClip } from '../src/clip.js';
import { lpipsPath, openFeaturesFile } from '../src/lpips-file.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { frames: { type: 'string', default: '100' } },
});
const [original, decoded] = positionals;
if (original === undefined) throw new Error('Expected the original clip, and the decoded one, as arguments');

async function read(path: string) {
  const { samples, colour } = await loadClip({ id: path, path, category: '', description: '' }, Number(values.frames));
  return { samples, range: colour.range };
}

/** Figures of life, and how alike the frames are that are most so, in the clip and in its original. */
type Measured = ClipLife & { readonly likeness?: number; readonly originalLikeness?: number };

async function measure(): Promise<Measured | undefined> {
  const network = lpipsPath();
  const features = network === undefined ? undefined : await openFeaturesFile(network);
  try {
    const first = await read(original!);
    const view = (frame: FrameSamples) => openCvPicture(frame, first.range);
    if (decoded === undefined) return await natureBound(first.samples, view, features);
    const { samples } = await read(decoded);
    const count = Math.min(first.samples.length, samples.length);
    const [before, after] = [first.samples.slice(0, count), samples.slice(0, count)];
    const likeness = (frames: readonly FrameSamples[]): number =>
      repetition(frames.map(view).map(({ width, height, grey }) => ({ width, height, data: grey }))).likeness;
    return {
      ...(await new LifeReferee(before, view, features).measure(after)),
      likeness: likeness(after),
      originalLikeness: likeness(before),
    };
  } finally {
    await features?.close();
  }
}

const life = await measure();
if (life === undefined) throw new Error(`Expected at least 128 frames in "${original}" to compare its halves`);
const rounded = Object.entries(life).map(([name, value]) => [name, Math.round((value as number) * 1e4) / 1e4]);
console.log(JSON.stringify(Object.fromEntries(rounded)));
