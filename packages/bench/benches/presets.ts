/**
 * @file What the presets of the encoder give: each clip is encoded with each of them at one rate and decoded again, both by
 * the learned model. Prints a markdown table: seconds on one thread, bytes, LPIPS, tOF and flicker of the frames.
 *
 *     npm run measure -- presets [--bitrate RATE] [--frames N] [--clips NAME,...] [--folder FOLDER]
 *
 * Clips are some of the training set, or all of a folder that is named. Needs LPIPS.
 */
import { parseArgs } from 'node:util';
import { Decoder, encode, type Preset } from 'dynamics-codec';
import { PRESETS } from 'dynamics-codec/encoder';
import { NEWEST_MODEL } from 'dynamics-codec/generator';
import { mean } from 'dynamics-codec/math';
import type { Picture } from 'dynamics-codec/picture';
import { ClipReferee, rgbPicture, type Lpips } from '@dynamics-codec/metrics';
import { nodeNetworks, nodeStills } from '@dynamics-codec/node';
import { parseBitrate } from '@dynamics-codec/node/cli';
import { openLpipsFile } from '../src/lpips-file.js';
import { tableHead, tableRow } from '../src/markdown-table.js';
import { chosenClips, type ChosenClip } from './support/chosen-clips.js';
import { readClip } from './support/clip-pictures.js';
import { neededLpipsPath } from './support/needed-lpips.js';

const CLIPS = ['maple-leaves-01', 'forest-brook-01', 'potted-red-rose-sim-01', 'foxtail-grass-01'];

const { values } = parseArgs({
  options: {
    bitrate: { type: 'string', default: '8k' },
    frames: { type: 'string', default: '100' },
    clips: { type: 'string' },
    folder: { type: 'string' },
  },
});
const tools = { stills: nodeStills(), networks: nodeNetworks() };

/** What a preset gave on a clip, or on all of them. */
interface Outcome {
  readonly seconds: number;
  readonly bytes: number;
  readonly lpips: number;
  readonly tof: number;
  readonly flicker: number;
}

async function measureClip({ path }: ChosenClip, lpips: Lpips): Promise<Map<Preset, Outcome>> {
  const { frames, frameRate } = await readClip(path, { frames: Number(values.frames) });
  const referee = new ClipReferee(frames, rgbPicture, { lpips });
  const outcomes = new Map<Preset, Outcome>();
  for (const preset of PRESETS) {
    const begun = performance.now();
    const { bytes } = await encode(frames, {
      frameRate,
      frameCount: frames.length,
      target: { bitrate: parseBitrate(values.bitrate) },
      preset,
      modelId: NEWEST_MODEL,
      ...tools,
    });
    const seconds = (performance.now() - begun) / 1000;
    const { lpips: distance, tof, flicker } = await referee.measure(await decoded(bytes));
    outcomes.set(preset, { seconds, bytes: bytes.length, lpips: distance!, tof, flicker });
  }
  return outcomes;
}

async function decoded(bytes: Uint8Array): Promise<Picture[]> {
  const decoder = await Decoder.open(bytes, { ...tools, generator: 'learned' });
  const frames: Picture[] = [];
  for await (const picture of decoder.frames()) frames.push(picture);
  decoder.close();
  return frames;
}

function rowOf(clip: string, preset: Preset, { seconds, bytes, lpips, tof, flicker }: Outcome): string {
  return tableRow([
    clip,
    preset,
    seconds.toFixed(1),
    Math.round(bytes),
    ...[lpips, tof, flicker].map((value) => value.toFixed(3)),
  ]);
}

const network = neededLpipsPath();
if (network !== undefined) {
  const lpips = await openLpipsFile(network);
  console.log(tableHead(['clip', 'preset', 'seconds', 'bytes', 'LPIPS', 'tOF', 'flicker']).join('\n'));
  const all: Map<Preset, Outcome>[] = [];
  for (const clip of chosenClips(values, CLIPS)) {
    const outcomes = await measureClip(clip, lpips);
    all.push(outcomes);
    for (const [preset, outcome] of outcomes) console.log(rowOf(clip.clip, preset, outcome));
  }
  for (const preset of PRESETS) {
    const meanOf = (part: keyof Outcome): number => mean(all.map((outcomes) => outcomes.get(preset)![part]));
    const [seconds, bytes, lpipsMean, tof, flicker] = [
      meanOf('seconds'),
      meanOf('bytes'),
      meanOf('lpips'),
      meanOf('tof'),
      meanOf('flicker'),
    ];
    console.log(rowOf('mean', preset, { seconds, bytes, lpips: lpipsMean, tof, flicker }));
  }
  await lpips.close();
}
