/**
 * @file What drawn motion does. Each clip is encoded once at each rate, and decoded as it was sent (liveliness 0) and with
 * what decoders draw beside that (liveliness 1). Prints a markdown table, two rows for each stream:
 *
 *     npm run measure -- drawn-motion [--rates 8k] [--clips NAME,...] [--folder FOLDER]
 *
 * Clips are those of the training set that decision 0047 was made on, or all of a folder that is named. Needs LPIPS, and the
 * optional shared folder where `--folder` names no other.
 *
 * Frechet, energy and speed are those of `LifeReferee`. LPIPS and tOF are means of frames 1, 10, 19, ...; tOF, in pixels, is
 * that from each of these frames to the next.
 */
import { parseArgs } from 'node:util';
import { Decoder, encode } from 'dynamics-codec';
import { NEWEST_MODEL } from 'dynamics-codec/generator';
import { mean } from 'dynamics-codec/math';
import { disFlow, endpointError } from 'dynamics-codec/motion';
import type { Picture } from 'dynamics-codec/picture';
import { LifeReferee, rgbPicture, sampledFrames, type DeepFeatures, type Lpips } from '@dynamics-codec/metrics';
import { nodeNetworks, nodeStills } from '@dynamics-codec/node';
import { parseBitrate, parseList } from '@dynamics-codec/node/cli';
import { openFeaturesFile, openLpipsFile } from '../src/lpips-file.js';
import { tableHead, tableRow } from '../src/markdown-table.js';
import { chosenClips, type ChosenClip } from './support/chosen-clips.js';
import { readClip } from './support/clip-pictures.js';
import { neededLpipsPath } from './support/needed-lpips.js';

const CLIPS = [
  'field-grass-sun-01',
  'stream-moss-rocks-01',
  'pine-crowns-01',
  'campfire-gen-01',
  'dark-sea-surface-01',
  'tree-courtyard-01',
  'puddle-rain-01',
  'forest-brook-01',
];
const FRAMES = 100;

const { values: options } = parseArgs({
  options: {
    rates: { type: 'string', default: '8k' },
    clips: { type: 'string' },
    folder: { type: 'string' },
  },
});
const rates = parseList(options.rates).map(parseBitrate);
const stills = nodeStills();
const networks = nodeNetworks({ threads: 1 });

interface Referees {
  readonly lpips: Lpips;
  readonly features: DeepFeatures;
}

async function decoded(bytes: Uint8Array, liveliness: number): Promise<Picture[]> {
  const decoder = await Decoder.open(bytes, { stills, networks, liveliness });
  const frames: Picture[] = [];
  for await (const frame of decoder.frames()) frames.push(structuredClone(frame));
  decoder.close();
  return frames;
}

async function measure({ clip, path }: ChosenClip, { lpips, features }: Referees): Promise<void> {
  const { frames, frameRate, colour } = await readClip(path, { frames: FRAMES });
  const life = new LifeReferee(frames, rgbPicture, features);
  const times = sampledFrames(frames.length);
  const flowAt = (of: readonly Picture[], t: number) => disFlow(greyOf(of[t]!), greyOf(of[t + 1]!));
  for (const bitrate of rates) {
    const settings = { frameRate, colour, target: { bitrate }, stills, networks, modelId: NEWEST_MODEL };
    const { bytes } = await encode(frames, { ...settings, frameCount: frames.length });
    for (const liveliness of [0, 1]) {
      const shown = await decoded(bytes, liveliness);
      const { frechet, energy, flowEnergy } = await life.measure(shown);
      const distances: number[] = [];
      for (const t of times) distances.push(await lpips.distance(rgbPicture(frames[t]!), rgbPicture(shown[t]!)));
      const tof = mean(times.map((t) => endpointError(flowAt(frames, t), flowAt(shown, t))));
      const figures = [frechet!.toFixed(3), energy.toFixed(2), flowEnergy.toFixed(2)];
      console.log(
        tableRow([clip, bitrate, bytes.length, liveliness, ...figures, mean(distances).toFixed(4), tof.toFixed(3)]),
      );
    }
  }
}

function greyOf({ width, height, y }: Picture) {
  return { width, height, data: y };
}

const HEAD = ['clip', 'bit/s', 'bytes', 'liveliness', 'Frechet', 'energy', 'speed', 'LPIPS', 'tOF'];

async function main(): Promise<void> {
  const network = neededLpipsPath();
  if (network === undefined) return;
  const clips = chosenClips(options, CLIPS);
  if (clips.length === 0) return;
  const referees = { lpips: await openLpipsFile(network), features: await openFeaturesFile(network) };
  console.log(tableHead(HEAD).join('\n'));
  for (const clip of clips) await measure(clip, referees);
  await referees.lpips.close();
  await referees.features.close();
}

await main();
