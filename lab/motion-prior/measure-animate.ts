/**
 * @file How alive pictures come from nothing: a frame of each clip is animated, and what comes out is compared with the clip:
 *
 *     npx tsx lab/motion-prior/measure-animate.ts CLIPS [--clips NAME,...] [--strengths 1,1.5]
 *
 * CLIPS is a folder; without names, the clips whose source is held out from training. Prints a row for each clip and strength:
 * bytes of the stream and of its motion, and figures of `LifeReferee` (a still picture has a Frechet distance of 1).
 */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { animate, Decoder } from 'dynamics-codec';
import { DRAWING_MODEL } from 'dynamics-codec/generator';
import type { Picture } from 'dynamics-codec/picture';
import { LifeReferee, rgbPicture } from '@dynamics-codec/metrics';
import { nodeNetworks, nodeStills } from '@dynamics-codec/node';
import { readClip } from '../../packages/bench/benches/support/clip-pictures.js';
import { lpipsPath, openFeaturesFile } from '../../packages/bench/src/lpips-file.js';
import { tableHead, tableRow } from '../../packages/bench/src/markdown-table.js';
import { isSourceHeldOut } from './records.js';

const FRAMES = 100;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { clips: { type: 'string' }, strengths: { type: 'string', default: '1' } },
});
const [folder] = positionals;
if (folder === undefined) throw new Error('Usage: measure-animate.ts CLIPS');
const names =
  options.clips?.split(',') ??
  readdirSync(folder)
    .filter((file) => file.endsWith('.mp4'))
    .map((file) => basename(file, '.mp4'))
    .filter(isSourceHeldOut);
const features = await openFeaturesFile(lpipsPath()!);
const networks = nodeNetworks({ threads: 1 });
const stills = nodeStills();
const all = new Map<number, [number, number][]>();
console.log(tableHead(['clip', 'strength', 'bytes', 'of motion', 'Frechet', 'energy', 'speed']).join('\n'));
for (const clip of names) {
  const { frames, frameRate, colour } = await readClip(join(folder, `${clip}.mp4`), { frames: FRAMES });
  const life = new LifeReferee(frames, rgbPicture, features);
  for (const strength of options.strengths.split(',').map(Number)) {
    const { bytes, motionBytes } = await animate(frames[frames.length >> 1]!, {
      stills,
      networks,
      modelId: DRAWING_MODEL,
      strength,
      frameRate,
      colour,
      seconds: (frames.length * frameRate.denominator) / frameRate.numerator,
    });
    const decoder = await Decoder.open(bytes, { stills, networks });
    const shown: Picture[] = [];
    for await (const frame of decoder.frames()) shown.push(structuredClone(frame));
    decoder.close();
    const { frechet, energy, flowEnergy } = await life.measure(shown);
    all.set(strength, [...(all.get(strength) ?? []), [frechet!, energy]]);
    const figures = [frechet!, energy, flowEnergy].map((value) => value.toFixed(3));
    console.log(tableRow([clip, strength, bytes.length, motionBytes, ...figures]));
  }
}
const median = (values: readonly number[]): string => [...values].sort((a, b) => a - b)[values.length >> 1]!.toFixed(3);
for (const [strength, rows] of all)
  console.log(tableRow(['median', strength, '', '', median(rows.map(([f]) => f)), median(rows.map(([, e]) => e)), '']));
process.exit(0);
