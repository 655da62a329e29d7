/**
 * @file What the encoder chooses. Each clip is analysed once; at each rate its bytes are divided between key picture and
 * motion, and the rendered frames are measured. Compare two versions of the encoder by running it on both. Prints a
 * markdown table:
 *
 *     npm run measure -- choices [--rates 5k,8k] [--clips NAME,...] [--folder FOLDER] [--without TOOL,...]
 *
 * Clips are those of the training set that decision 0043 was made on, or all of a folder that is named. `--without split`
 * gives motion a fixed price: nowhere should that have a lower LPIPS at equal tOF. Needs LPIPS, and the optional shared
 * folder where `--folder` names no other.
 *
 * LPIPS is the mean of frames 1, 10, 19, ...; motion is that from each of these frames to the next. tOF and speed are
 * shares of the mean speed of the original, so a still picture has a tOF of 1 and a speed of 0. Energy is the root mean
 * square of frame differences, as a share of the original's.
 */
import { parseArgs } from 'node:util';
import { prepareGroup } from '../../codec/src/decoder/group-decoder.js';
import { chooseWithin } from '../../codec/src/encoder/choose/rate-control.js';
import type { EncoderTool } from '../../codec/src/encoder/encoder-plan.js';
import { chooseAppearance, classicalMotion, NEWEST_MODEL, type AppearanceGenerator } from 'dynamics-codec/generator';
import { mean } from 'dynamics-codec/math';
import { createFlow, disFlow, endpointError, type Flow } from 'dynamics-codec/motion';
import { framesPerSecond, type Picture } from 'dynamics-codec/picture';
import { rgbPicture, sampledFrames, type Lpips, type RgbPicture } from '@dynamics-codec/metrics';
import { nodeNetworks } from '@dynamics-codec/node';
import { parseBitrate, parseList } from '@dynamics-codec/node/cli';
import { openLpipsFile } from '../src/lpips-file.js';
import { tableHead, tableRow } from '../src/markdown-table.js';
import { chosenClips, type ChosenClip } from './support/chosen-clips.js';
import { readClip } from './support/clip-pictures.js';
import { groupCandidates } from './support/group-motion.js';
import { neededLpipsPath } from './support/needed-lpips.js';

const CLIPS = [
  'foxtail-grass-01',
  'puddle-rain-01',
  'snowy-bush-01',
  'palms-storm-01',
  'forest-brook-01',
  'turbine-sunset-01',
  'campfire-gen-01',
  'field-grass-sun-01',
  'waterfall-mist-01',
  'gloves-line-gen-01',
  'potted-red-rose-sim-01',
  'old-tree-sunbeams-gen-01',
];
const FRAMES = 100;
/** Bytes of a stream of one group besides its payloads. */
const STREAM_OVERHEAD = 23;

const { values: options } = parseArgs({
  options: {
    rates: { type: 'string', default: '5k,8k' },
    clips: { type: 'string' },
    folder: { type: 'string' },
    without: { type: 'string', default: '' },
  },
});
const rates = parseList(options.rates).map(parseBitrate);
// Names that do not exist are refused by the plan of the encoder.
const without = parseList(options.without) as EncoderTool[];

/** From a frame to the next. */
interface Step {
  readonly rgb: RgbPicture;
  readonly flow: Flow;
  /** Mean square difference of the luma, in square levels. */
  readonly change: number;
}

/** Frames are rendered into the same memory again and again. */
function stepAt(t: number, frame: (t: number) => Picture): Step {
  const picture = frame(t);
  const rgb = rgbPicture(picture);
  const before = greyOf(picture);
  const after = greyOf(frame(t + 1));
  return {
    rgb,
    flow: disFlow(before, after),
    change: mean(Float64Array.from(before.data, (value, i) => (value - after.data[i]!) ** 2)),
  };
}

function greyOf({ width, height, y }: Picture) {
  return { width, height, data: y.slice() };
}

function speedOf(steps: readonly Step[]): number {
  return mean(steps.map(({ flow }) => endpointError(flow, createFlow(flow.width, flow.height))));
}

function energyOf(steps: readonly Step[]): number {
  return Math.sqrt(mean(steps.map(({ change }) => change)));
}

async function compare(original: readonly Step[], shown: readonly Step[], lpips: Lpips) {
  const distances: number[] = [];
  for (const [i, { rgb }] of shown.entries()) distances.push(await lpips.distance(original[i]!.rgb, rgb));
  const still = speedOf(original);
  return {
    lpips: mean(distances),
    tof: mean(shown.map(({ flow }, i) => endpointError(flow, original[i]!.flow))) / still,
    speed: speedOf(shown) / still,
    energy: energyOf(shown) / energyOf(original),
  };
}

async function measure({ clip, path }: ChosenClip, appearance: AppearanceGenerator, lpips: Lpips): Promise<void> {
  const { frames, frameRate } = await readClip(path, { frames: FRAMES });
  const times = sampledFrames(frames.length);
  const original = times.map((t) => stepAt(t, (at) => frames[at]!));
  const group = await groupCandidates(frames, { appearance, without, whole: true });
  for (const rate of rates) {
    const bytes = Math.floor((rate * frames.length) / framesPerSecond(frameRate) / 8) - STREAM_OVERHEAD;
    const begun = performance.now();
    const { key, motion, motionPayload } = await chooseWithin(bytes, group);
    const seconds = (performance.now() - begun) / 1000;
    const { shown } = await group.keys.finish(key);
    const { renderer } = await prepareGroup(shown, motion, frames.length, 0, classicalMotion);
    const figures = await compare(
      original,
      times.map((t) => stepAt(t, (at) => renderer.render(at))),
      lpips,
    );
    console.log(
      tableRow([
        clip,
        rate,
        key.bytes,
        motionPayload.length,
        figures.lpips.toFixed(4),
        figures.tof.toFixed(3),
        figures.speed.toFixed(2),
        figures.energy.toFixed(2),
        seconds.toFixed(0),
      ]),
    );
  }
}

const HEAD = ['clip', 'bit/s', 'key bytes', 'motion bytes', 'LPIPS', 'tOF / still', 'speed', 'energy', 'seconds'];

async function main(): Promise<void> {
  const network = neededLpipsPath();
  if (network === undefined) return;
  const clips = chosenClips(options, CLIPS);
  if (clips.length === 0) return;
  const lpips = await openLpipsFile(network);
  const { appearance } = await chooseAppearance(NEWEST_MODEL, 'learned', nodeNetworks({ threads: 1 }));
  console.log(tableHead(HEAD).join('\n'));
  for (const clip of clips) await measure(clip, appearance, lpips);
  await lpips.close();
}

await main();
