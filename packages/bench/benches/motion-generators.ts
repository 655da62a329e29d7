/**
 * @file Motion generators beside each other: `npm run measure -- motion-generators -- NETWORKS [CLIP...]`. NETWORKS is a folder with
 * what training/export_motion.py wrote (motion-filter.onnx, motion-map.onnx, motion-flow.onnx, and motion-mean.onnx, the
 * filters that the two before were trained to add to; what is not there is left out). Clips held out from training are encoded at falling prices of motion; beside a coded key picture, each
 * generator's frames are rendered by the codec's renderer. Gives, for each clip, way to explain its motion, price and
 * generator: bytes of motion; error of the dense maps as seen in velocity, as a share of the classical generator's,
 * everywhere and at motion boundaries; tOF as a share of a still picture's; motion energy; LPIPS. Then means over clips
 * and the bytes that the classical generator would need for the same tOF. "perfect" maps are those of `motion-targets.ts`.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import * as onnx from 'onnxruntime-node';
import { encoderPlan } from '../../codec/src/encoder/encoder-plan.js';
import { prepareCandidates } from '../../codec/src/encoder/group/group-preparation.js';
import { chooseKeyFrame } from '../../codec/src/encoder/clip/key-choice.js';
import { KeyLadder } from '../../codec/src/encoder/choose/key-ladder.js';
import { ProgressReporter } from '../../codec/src/encoder/progress.js';
import {
  chooseAppearance,
  classicalMotion,
  DENSE_SIDE,
  learnedMotion,
  openOnnx,
  type DenseMotion,
  type MotionConditions,
  type Network,
} from 'dynamics-codec/generator';
import { nodeNetworks, nodeStills } from '@dynamics-codec/node';
import { openLpips, rgbPicture, type Lpips } from '@dynamics-codec/metrics';
import { createFlow, decodeHints, disFlow, endpointError, type Flow, type GreyPlane } from 'dynamics-codec/motion';
import type { Picture } from 'dynamics-codec/picture';
import { GroupRenderer } from 'dynamics-codec/render';
import { clipFrames } from './clip-frames.js';
import { generateResidual } from './motion-networks.js';
import {
  covariance,
  denseTruth,
  differences,
  seriesValues,
  targetMaps,
  type DenseTruth,
} from '../../../lab/motion-filters/motion-targets.js';

const HELD_OUT = [
  'foxtail-grass-gen-01',
  'fern-forest-sun-01',
  'snowy-bush-01',
  'gloves-line-gen-01',
  'potted-red-rose-sim-01',
  'lotus-gen-01',
  'paper-notes-line-gen-01',
  'mist-forest-hill-01',
];
const FRAMES = 100;
const PRICES = [1e-3, 2.5e-4, 6e-5];
const KEY_BYTES = 1900;
/** Every how many frames a pair of neighbours is measured, and LPIPS. */
const STRIDE = 5;
const LPIPS_STRIDE = 20;
const LPIPS_NETWORK = join('..', 'shared', 'metrics', 'lpips-squeeze-v0.1.onnx');
/** Share of the cells that count as motion boundaries: where the perfect velocity changes most. */
const BOUNDARY_SHARE = 0.1;

interface Figures {
  readonly clip: string;
  readonly way: number;
  readonly price: number;
  readonly bytes: number;
  readonly generator: string;
  readonly error: number;
  readonly boundary: number;
  readonly tof: number;
  readonly energy: number;
  readonly lpips: number;
  readonly seconds: number;
}

const stills = nodeStills();

function grey({ width, height, y }: Picture): GreyPlane {
  return { width, height, data: y.slice() };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
}

function meanChange(a: Picture, b: Picture): number {
  let sum = 0;
  for (let i = 0; i < a.y.length; i++) sum += Math.abs(a.y[i]! - b.y[i]!);
  return sum / a.y.length;
}

/** Per cell, root mean square over time of the velocity that maps stand for. */
function speeds(maps: readonly Flow[], velocity: Float64Array): Float64Array {
  const out = new Float64Array(maps[0]!.data.length / 2);
  for (const [k, { data: a }] of maps.entries()) {
    for (const [l, { data: b }] of maps.entries())
      for (let i = 0; i < a.length; i++) out[i >> 1]! += velocity[k * maps.length + l]! * a[i]! * b[i]!;
  }
  return out.map((value) => Math.sqrt(Math.max(value, 0)));
}

/** Cells where the perfect speed changes most to its neighbours. */
function boundaries(speed: Float64Array, width: number): number[] {
  const change = Array.from(
    speed,
    (value, i) => Math.abs(value - (speed[i + 1] ?? value)) + Math.abs(value - (speed[i + width] ?? value)),
  );
  return [...change.keys()]
    .sort((a, b) => change[b]! - change[a]!)
    .slice(0, Math.round(BOUNDARY_SHARE * change.length));
}

/** A clip ready to be rendered by any generator. */
class Bench {
  private readonly times: readonly number[];
  private readonly originals: readonly Flow[];
  private readonly still: number;
  private readonly change: number;

  constructor(
    readonly frames: readonly Picture[],
    private readonly lpips: Lpips | undefined,
  ) {
    this.times = Array.from({ length: Math.floor((frames.length - 2) / STRIDE) + 1 }, (_, i) => i * STRIDE);
    this.originals = this.times.map((t) => disFlow(grey(frames[t]!), grey(frames[t + 1]!)));
    this.still = mean(this.originals.map((flow) => endpointError(flow, createFlow(flow.width, flow.height))));
    this.change = mean(this.times.map((t) => meanChange(frames[t]!, frames[t + 1]!)));
  }

  async figuresOf(
    { hints, key }: MotionConditions,
    motion: DenseMotion,
  ): Promise<Pick<Figures, 'tof' | 'energy' | 'lpips'>> {
    const renderer = new GroupRenderer({ key, motion, hints });
    const errors: number[] = [];
    const changes: number[] = [];
    for (const [i, t] of this.times.entries()) {
      const [a, b] = [renderer.render(t), renderer.render(t + 1)];
      errors.push(endpointError(disFlow(grey(a), grey(b)), this.originals[i]!));
      changes.push(meanChange(a, b));
    }
    const distances: number[] = [];
    if (this.lpips !== undefined) {
      for (let t = LPIPS_STRIDE >> 1; t < this.frames.length; t += LPIPS_STRIDE)
        distances.push(await this.lpips.distance(rgbPicture(this.frames[t]!), rgbPicture(renderer.render(t))));
    }
    return { tof: mean(errors) / this.still, energy: mean(changes) / this.change, lpips: mean(distances) };
  }
}

/** Networks that were trained; what is not there is left out. */
interface MotionNetworks {
  readonly filter: Network | undefined;
  /** What `map` and `flow` add to. */
  readonly mean: Network | undefined;
  readonly map: Network | undefined;
  readonly flow: Network | undefined;
}

/** Generators by name. */
function generatorsOf({
  filter,
  mean: base = filter,
  map,
  flow,
}: MotionNetworks): Map<string, (conditions: MotionConditions) => Promise<DenseMotion>> {
  const out = new Map([['classical', (conditions: MotionConditions) => classicalMotion.generate(conditions)]]);
  if (base === undefined) return out;
  if (map !== undefined) out.set('regression', (conditions) => generateResidual(base, map, undefined, conditions));
  if (flow !== undefined)
    for (const steps of [1, 2, 4, 8])
      out.set(`flow matching, ${steps}`, (conditions) => generateResidual(base, flow, steps, conditions));
  if (base !== filter) out.set('filters, early', (conditions) => learnedMotion(base, 0).generate(conditions));
  if (filter !== undefined) out.set('filters', (conditions) => learnedMotion(filter, 0).generate(conditions));
  return out;
}

async function openNetwork(folder: string, file: string): Promise<Network | undefined> {
  const path = join(folder, file);
  if (!existsSync(path)) return undefined;
  const options = { executionProviders: ['cpu'], intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 };
  return openOnnx(onnx, { file, bytes: 0, sha256: '' }, readFileSync(path), options);
}

async function measure(
  clip: string,
  path: string,
  networks: MotionNetworks,
  lpips: Lpips | undefined,
  sheets: string,
): Promise<Figures[]> {
  const frames = await clipFrames(path, FRAMES);
  const keyFrame = chooseKeyFrame(frames);
  const { appearance } = await chooseAppearance(2, 'learned', nodeNetworks({ threads: 1 }));
  const ladder = new KeyLadder(frames[keyFrame]!, stills, 4, { appearance, grainy: true });
  ladder.prepare();
  const progress = new ProgressReporter({
    frameRate: { numerator: 25, denominator: 1 },
    target: { bitrate: 6000 },
    stills,
  });
  const { motions } = await prepareCandidates(
    { frames, length: frames.length, keyFrame, tail: 0, loopFrames: 0 },
    ladder,
    encoderPlan('balanced', ['light']),
    progress,
  );
  const truth: DenseTruth = await denseTruth(frames, keyFrame, DENSE_SIDE);
  const { shown } = await ladder.finish(await ladder.within(KEY_BYTES));
  const bench = new Bench(frames, lpips);
  const out: Figures[] = [];
  // With advection, modes are few; of the others the gated ones are what encodes mostly choose.
  const ways = [...motions.fitters.entries()].filter(
    ([, fitter]) => motions.at(PRICES[1]!, fitter).motion.advection === undefined,
  );
  const [way, fitter] = ways.at(-1)!;
  for (const price of PRICES) {
    const { motion, payload } = motions.at(price, fitter);
    if (motion.modes.length === 0) continue;
    const conditions = { hints: decodeHints(motion, shown.width, shown.height, frames.length), key: shown, seed: 0 };
    const count = conditions.hints.maps.length;
    const values = seriesValues(conditions.hints.series, frames.length);
    const classical = await classicalMotion.generate(conditions);
    const velocity = covariance(differences(values.slice(0, count)));
    const perfect = targetMaps(truth, values.slice(0, count), classical.maps.slice(0, count), {
      maps: classical.maps.slice(count),
      series: values.slice(count),
    });
    const edges = boundaries(speeds(perfect, velocity), DENSE_SIDE);
    const errorOf = (maps: readonly Flow[]): { readonly error: number; readonly boundary: number } => {
      const seen = speeds(
        perfect.map((map, k) => ({ ...map, data: map.data.map((value, i) => value - maps[k]!.data[i]!) })),
        velocity,
      );
      return { error: mean([...seen]), boundary: mean(edges.map((i) => seen[i]!)) };
    };
    const base = errorOf(classical.maps);
    const generators = generatorsOf(networks);
    generators.set('perfect', () =>
      Promise.resolve({ ...classical, maps: [...perfect, ...classical.maps.slice(count)] }),
    );
    const pictures: Flow[][] = [];
    for (const [generator, generate] of generators) {
      const begun = performance.now();
      const dense = await generate(conditions);
      const seconds = (performance.now() - begun) / 1000;
      const { error, boundary } = errorOf(dense.maps);
      const figures = {
        clip,
        way,
        price,
        bytes: payload.length,
        generator,
        error: error / base.error,
        boundary: boundary / base.boundary,
        ...(await bench.figuresOf(conditions, dense)),
        seconds,
      };
      out.push(figures);
      pictures.push(dense.maps.slice(0, 3));
      const { tof, energy, lpips: distance } = figures;
      console.log(
        `| ${[clip, way, price, payload.length, generator, figures.error.toFixed(3), figures.boundary.toFixed(3), tof.toFixed(4), energy.toFixed(2), distance.toFixed(4), seconds.toFixed(2)].join(' | ')} |`,
      );
    }
    await writeSheet(join(sheets, `${clip}-${payload.length}.png`), shown, pictures);
  }
  return out;
}

/** The key picture and, below it, a row per mode and a column per generator: direction as colour, length as brightness. */
async function writeSheet(path: string, key: Picture, columns: readonly (readonly Flow[])[]): Promise<void> {
  const side = DENSE_SIDE;
  const rows = columns[0]!.length;
  const width = side * Math.max(columns.length, 2);
  const height = side * (rows + 2);
  const pixels = new Uint8Array(width * height * 3);
  const { rgb } = rgbPicture(key);
  for (let y = 0; y < 2 * side; y++)
    for (let x = 0; x < 2 * side; x++)
      for (let c = 0; c < 3; c++) pixels[3 * (y * width + x) + c] = rgb[3 * (y * key.width + x) + c]!;
  for (let row = 0; row < rows; row++) {
    const longest = Math.max(...columns.at(-1)![row]!.data.map(Math.abs), 1e-6);
    for (const [column, maps] of columns.entries()) {
      const { data } = maps[row]!;
      for (let i = 0; i < side * side; i++) {
        const at = 3 * ((2 * side + row * side + Math.floor(i / side)) * width + column * side + (i % side));
        const [dx, dy] = [data[2 * i]! / longest, data[2 * i + 1]! / longest];
        pixels[at] = Math.min(255, Math.max(0, 128 + 127 * dx));
        pixels[at + 1] = Math.min(255, Math.max(0, 128 + 127 * dy));
        pixels[at + 2] = 128;
      }
    }
  }
  await sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(path);
}

/** Bytes that the classical generator needs for a tOF, over the bytes that were used: log-linear between its prices. */
function bytesRatio(tof: number, bytes: number, classical: readonly Figures[]): number | undefined {
  const points = [...classical].sort((a, b) => a.bytes - b.bytes);
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1]!, points[i]!];
    if (b.tof > tof || a.tof < tof || a.tof === b.tof) continue;
    return Math.exp(Math.log(a.bytes) + ((a.tof - tof) / (a.tof - b.tof)) * Math.log(b.bytes / a.bytes)) / bytes;
  }
  return undefined;
}

function summary(rows: readonly Figures[]): string {
  const names = [...new Set(rows.map(({ generator }) => generator))];
  const of = (generator: string): Figures[] => rows.filter((row) => row.generator === generator);
  const beside = (row: Figures): Figures =>
    rows.find((other) => other.generator === 'classical' && other.clip === row.clip && other.price === row.price)!;
  const geometric = (ratios: readonly number[]): number => Math.exp(mean(ratios.map(Math.log)));
  const lines = names.map((name) => {
    const mine = of(name);
    const ratios = mine.map((row) => row.tof / beside(row).tof);
    const saved = mine
      .map((row) =>
        bytesRatio(
          row.tof,
          row.bytes,
          of('classical').filter(({ clip }) => clip === row.clip),
        ),
      )
      .filter((ratio) => ratio !== undefined);
    return [
      name,
      geometric(mine.map(({ error }) => error)).toFixed(3),
      geometric(mine.map(({ boundary }) => boundary)).toFixed(3),
      geometric(ratios).toFixed(4),
      Math.max(...ratios).toFixed(3),
      `${ratios.filter((ratio) => ratio < 0.999).length} of ${ratios.length}`,
      geometric(mine.map((row) => row.lpips / beside(row).lpips)).toFixed(4),
      mean(mine.map(({ energy }) => energy)).toFixed(2),
      saved.length === 0 ? '' : `${geometric(saved).toFixed(2)} (${saved.length})`,
      mean(mine.map(({ seconds }) => seconds)).toFixed(2),
    ];
  });
  const head = [
    'generator',
    'error of maps',
    'at boundaries',
    'tOF',
    'tOF, worst',
    'tOF better',
    'LPIPS',
    'motion energy',
    'classical bytes for equal tOF',
    'seconds a group',
  ];
  return [
    `| ${head.join(' | ')} |`,
    `|${' --- |'.repeat(head.length)}`,
    ...lines.map((line) => `| ${line.join(' | ')} |`),
  ].join('\n');
}

async function main(): Promise<void> {
  const [folder = 'none', ...named] = process.argv.slice(2);
  const clips = (named.length > 0 ? named : HELD_OUT).map((clip) => ({
    clip,
    path: join('..', 'shared', 'clips', 'train', '256', `${clip}.mp4`),
  }));
  const present = clips.filter(({ path }) => existsSync(path));
  if (present.length === 0) {
    console.log('No training clips in ../shared: nothing to measure.');
    return;
  }
  const [filter, base, map, flow] = await Promise.all(
    ['filter', 'mean', 'map', 'flow'].map((kind) => openNetwork(folder, `motion-${kind}.onnx`)),
  );
  const networks = { filter, mean: base, map, flow };
  const lpips = existsSync(LPIPS_NETWORK) ? await openLpips(LPIPS_NETWORK, 1) : undefined;
  const out = join('scratch', 'motion-generators');
  mkdirSync(out, { recursive: true });
  const rows: Figures[] = [];
  console.log(
    `| clip | way | price | bytes | generator | error | at boundaries | tOF / still | motion energy | LPIPS | seconds |\n|${' --- |'.repeat(11)}`,
  );
  for (const { clip, path } of present) rows.push(...(await measure(clip, path, networks, lpips, out)));
  await lpips?.close();
  writeFileSync(join(out, 'figures.json'), JSON.stringify(rows));
  console.log(`\n${summary(rows)}`);
}

await main();
