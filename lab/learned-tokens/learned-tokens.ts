/**
 * @file Mode maps for the experiment of learned tokens, `training/tokens_train.py`, made by the codec's own code:
 *
 *     vite build --ssr bench/learned-tokens.ts --outDir scratch/learned-tokens
 *     node scratch/learned-tokens/learned-tokens.js OUT CLIPS
 *
 * OUT gets `maps.bin` and `index.json`. For each clip: luma of the key picture on the grid of the modes and the metric of
 * displacement errors (xx, xy, yy), then each mode's unquantised map (x, then y), all 32-bit floats, row-major; and what the
 * codec makes of each mode at several prices: its quantiser's lambda, the bits of the coefficient tree in its place among
 * the modes, and the weighted squared error over lambda. Clips come in the order of the hash of their names, and the index
 * is rewritten after each, so that any beginning of the export is a fair sample.
 */
import { open, readdir, rename, writeFile, type FileHandle } from 'node:fs/promises';
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CostMeter } from 'dynamics-codec/bitstream';
import { encoderPlan } from '../../packages/codec/src/encoder/encoder-plan.js';
import { prepareCandidates } from '../../packages/codec/src/encoder/group/group-preparation.js';
import { chooseKeyFrame } from '../../packages/codec/src/encoder/clip/key-choice.js';
import { KeyLadder } from '../../packages/codec/src/encoder/choose/key-ladder.js';
import {
  meanSquareStep,
  meanWeight,
  motionWeight,
  type FittingGround,
} from '../../packages/codec/src/encoder/fit/mode-fitter.js';
import type { RefinedModes } from '../../packages/codec/src/encoder/fit/mode-refinement.js';
import { ProgressReporter } from '../../packages/codec/src/encoder/progress.js';
import { classicalAppearance } from 'dynamics-codec/generator';
import { nodeStills } from '@dynamics-codec/node';
import { decodeMap, nearestStep, quantiseMap, quantiserStep, type Flow, type FlowMetric } from 'dynamics-codec/motion';
import { TrainedTreeCoder } from '../../packages/codec/src/motion/tokens/trained-tree.js';
import { lumaPlane, type Picture } from 'dynamics-codec/picture';
import { clipFrames } from '../../packages/bench/benches/clip-frames.js';
import { isHeldOut, nameHash } from '../appearance/training-crops.js';

const FRAMES = 32;
const PLAN = { ...encoderPlan('balanced', ['light', 'advection', 'gate']), flow: 'fast' } as const;
const PRICES = [2e-3, 4e-4, 8e-5];
/** As in the mode fitter: step squared over lambda, and the bits' worth of motion below which a mode is not sent. */
const STEP_BALANCE = 6;
const WORTHLESS_BITS = 12;

interface CodedMode {
  readonly lambda: number;
  readonly step: number;
  readonly bits: number;
  /** Weighted squared error over lambda. */
  readonly error: number;
}

interface Entry {
  readonly clip: string;
  readonly held: boolean;
  readonly width: number;
  readonly height: number;
  /** Floats of `maps.bin` before this clip's. */
  readonly at: number;
  readonly modes: number;
  /** By price, then mode; null where the mode is not worth sending. */
  readonly coded: readonly (readonly (CodedMode | null)[])[];
}

function errorOf(map: Flow, decoded: Flow | undefined, { xx, xy, yy }: FlowMetric): number {
  let sum = 0;
  for (let i = 0; i < xx.length; i++) {
    const x = map.data[2 * i]! - (decoded?.data[2 * i] ?? 0);
    const y = map.data[2 * i + 1]! - (decoded?.data[2 * i + 1] ?? 0);
    sum += xx[i]! * x * x + 2 * xy[i]! * x * y + yy[i]! * y * y;
  }
  return sum;
}

/** Mean luma in the cells of a grid. */
function gridLuma(picture: Picture, width: number, height: number): Float32Array {
  const { width: w, height: h, data } = lumaPlane(picture);
  const sums = new Float32Array(width * height);
  const counts = new Float32Array(width * height);
  for (let i = 0; i < w * h; i++) {
    const cell = Math.floor((Math.floor(i / w) * height) / h) * width + Math.floor(((i % w) * width) / w);
    sums[cell]! += data[i]!;
    counts[cell]!++;
  }
  return sums.map((sum, i) => sum / counts[i]!);
}

function codeModes(
  maps: readonly Flow[],
  series: readonly Float32Array[],
  { metric, pictures, without }: FittingGround,
  price: number,
): (CodedMode | null)[] {
  const tree = new TrainedTreeCoder(pictures.sides);
  return maps.map((map, k) => {
    const lambda = (price * pictures.size) / (1 + motionWeight(without) * meanSquareStep(series[k]!));
    if (errorOf(map, undefined, metric) < WORTHLESS_BITS * lambda) return null;
    const step = quantiserStep(nearestStep(Math.sqrt((lambda * STEP_BALANCE) / meanWeight(metric))));
    const quantised = quantiseMap(map, metric, pictures, step, lambda);
    const meter = new CostMeter();
    tree.code(meter, quantised);
    return {
      lambda,
      step,
      bits: meter.bits,
      error: errorOf(map, decodeMap(quantised, step, pictures.transform), metric) / lambda,
    };
  });
}

async function exportClip(path: string, file: FileHandle, at: number): Promise<{ entry: Entry; floats: number }> {
  const stills = nodeStills();
  const frames = await clipFrames(path, FRAMES);
  const keyFrame = chooseKeyFrame(frames);
  const ladder = new KeyLadder(frames[keyFrame]!, stills, 4, { appearance: classicalAppearance, grainy: true });
  const progress = new ProgressReporter({
    frameRate: { numerator: 25, denominator: 1 },
    target: { bitrate: 6000 },
    stills,
  });
  const { motions } = await prepareCandidates(
    { frames, length: frames.length, keyFrame, tail: 0, loopFrames: 0 },
    ladder,
    PLAN,
    progress,
  );
  // The experiment looks into the fitter: nothing in the codec needs unquantised maps outside it.
  const { refined, ground } = motions.fitters[0] as unknown as {
    readonly refined: RefinedModes;
    readonly ground: FittingGround;
  };
  const { fixed } = refined.modes;
  const maps = refined.modes.maps.slice(fixed);
  const series = refined.modes.series.slice(fixed);
  const { width, height } = ground.pictures.transform;
  const { decoded } = await ladder.at(20);
  const { xx, xy, yy } = ground.metric;
  const axis = (map: Flow, which: 0 | 1): Float32Array =>
    Float32Array.from({ length: width * height }, (_, i) => map.data[2 * i + which]!);
  const planes = [gridLuma(decoded, width, height), xx, xy, yy, ...maps.flatMap((map) => [axis(map, 0), axis(map, 1)])];
  for (const plane of planes) await file.write(new Uint8Array(plane.buffer, plane.byteOffset, plane.byteLength));
  const coded = PRICES.map((price) => codeModes(maps, series, ground, price));
  const name = basename(path);
  return {
    entry: { clip: name, held: isHeldOut(name), width, height, at, modes: maps.length, coded },
    floats: planes.length * width * height,
  };
}

async function main(): Promise<void> {
  const [out, clips] = process.argv.slice(2);
  if (out === undefined || clips === undefined) {
    console.log('Usage: learned-tokens.js OUT CLIPS, CLIPS a folder of MP4 files');
    return;
  }
  mkdirSync(out, { recursive: true });
  const names = (await readdir(clips))
    .filter((name) => name.endsWith('.mp4'))
    .sort((a, b) => nameHash(`tokens ${a}`) - nameHash(`tokens ${b}`));
  const file = await open(join(out, 'maps.bin'), 'w');
  const entries: Entry[] = [];
  let at = 0;
  for (const name of names) {
    const { entry, floats } = await exportClip(join(clips, name), file, at);
    entries.push(entry);
    at += floats;
    await writeFile(join(out, 'index.part'), JSON.stringify({ prices: PRICES, clips: entries }));
    await rename(join(out, 'index.part'), join(out, 'index.json'));
    console.log(`${name}: ${entry.modes} modes`);
  }
  await file.close();
}

await main();
