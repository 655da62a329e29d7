/**
 * @file A network of the motion generator beside the classical generator and beside perfect maps:
 *
 *     npx tsx lab/motion-filters/motion-generators.ts MODEL [CLIP...]
 *
 * MODEL is what export_motion.py wrote. Clips held out from training are analysed at falling prices of motion; beside a
 * coded key picture, each generator's frames are rendered by the codec's renderer. Gives, for each clip, way to explain its
 * motion, price and generator: bytes of motion; error of the dense maps as seen in velocity, as a share of the classical
 * generator's, everywhere and at motion boundaries; tOF as a share of a still picture's; motion energy; LPIPS where there is
 * the network. Then means over clips and the bytes that the classical generator would need for the same tOF. "perfect" maps
 * are those of `motion-targets.ts`. Sheets to look at go to scratch/motion-generators.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import * as onnx from 'onnxruntime-node';
import {
  chooseAppearance,
  classicalMotion,
  DENSE_SIDE,
  learnedMotion,
  NEWEST_MODEL,
  openOnnx,
  type DenseMotion,
  type MotionConditions,
  type Network,
} from 'dynamics-codec/generator';
import { clamp, mean } from 'dynamics-codec/math';
import { decodeHints, type Flow } from 'dynamics-codec/motion';
import type { Picture } from 'dynamics-codec/picture';
import { GroupRenderer } from 'dynamics-codec/render';
import { rgbPicture, type Lpips } from '@dynamics-codec/metrics';
import { nodeNetworks } from '@dynamics-codec/node';
import { sharedClips, type ChosenClip } from '../../packages/bench/benches/support/chosen-clips.js';
import { clipFrames } from '../../packages/bench/benches/support/clip-pictures.js';
import { groupMotion } from '../../packages/bench/benches/support/group-motion.js';
import { MotionFigures } from '../../packages/bench/benches/support/motion-figures.js';
import { lpipsPath, openLpipsFile } from '../../packages/bench/src/lpips-file.js';
import { markdownTable, tableHead, tableRow } from '../../packages/bench/src/markdown-table.js';
import { covariance, denseTruth, differences, seriesValues, targetMaps } from './motion-targets.js';

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
  private readonly motion: MotionFigures;

  constructor(
    readonly frames: readonly Picture[],
    private readonly lpips: Lpips | undefined,
  ) {
    this.motion = new MotionFigures(frames, STRIDE);
  }

  async figuresOf(
    { hints, key }: MotionConditions,
    motion: DenseMotion,
  ): Promise<Pick<Figures, 'tof' | 'energy' | 'lpips'>> {
    const renderer = new GroupRenderer({ key, motion, hints, seed: 0 });
    const distances: number[] = [];
    if (this.lpips !== undefined) {
      for (let t = LPIPS_STRIDE >> 1; t < this.frames.length; t += LPIPS_STRIDE)
        distances.push(await this.lpips.distance(rgbPicture(this.frames[t]!), rgbPicture(renderer.render(t))));
    }
    return { ...this.motion.of((t) => renderer.render(t)), lpips: mean(distances) };
  }
}

/** Generators by name. */
function generatorsOf(network: Network): Map<string, (conditions: MotionConditions) => Promise<DenseMotion>> {
  const learned = learnedMotion({ filters: network }, 0);
  return new Map([
    ['classical', (conditions) => classicalMotion.generate(conditions)],
    ['filters', (conditions) => learned.generate(conditions)],
  ]);
}

function openNetwork(path: string): Promise<Network> {
  const options = { executionProviders: ['cpu'], intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 };
  return openOnnx(onnx, { file: path, bytes: 0, sha256: '' }, readFileSync(path), options);
}

async function measure(
  { clip, path }: ChosenClip,
  network: Network,
  lpips: Lpips | undefined,
  sheets: string,
): Promise<Figures[]> {
  const frames = await clipFrames(path, FRAMES);
  const { appearance } = await chooseAppearance(NEWEST_MODEL, 'learned', nodeNetworks({ threads: 1 }));
  const { keys, motions, keyFrame } = await groupMotion(frames, appearance, ['light']);
  const truth = await denseTruth(frames, keyFrame, DENSE_SIDE);
  const { shown } = await keys.finish(await keys.within(KEY_BYTES));
  const bench = new Bench(frames, lpips);
  const out: Figures[] = [];
  // With advection, modes are few; of the others the gated ones are what encodes mostly choose.
  let [way, fitter] = [0, motions.fitters[0]!];
  for (const [index, each] of motions.fitters.entries()) {
    if ((await motions.at(PRICES[1]!, each)).motion.advection === undefined) [way, fitter] = [index, each];
  }
  for (const price of PRICES) {
    const { motion, payload } = await motions.at(price, fitter);
    if (motion.modes.length === 0) continue;
    const conditions = { hints: decodeHints(motion, shown.width, shown.height, frames.length), key: shown, seed: 0 };
    const count = conditions.hints.maps.length;
    const values = seriesValues(conditions.hints.series, frames.length);
    const classical = await classicalMotion.generate(conditions);
    const velocity = covariance(differences(values.slice(0, count)));
    const perfect = await targetMaps(truth, values.slice(0, count), classical.maps.slice(0, count), {
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
    const generators = generatorsOf(network);
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
        tableRow([
          clip,
          way,
          price,
          payload.length,
          generator,
          figures.error.toFixed(3),
          figures.boundary.toFixed(3),
          tof.toFixed(4),
          energy.toFixed(2),
          distance.toFixed(4),
          seconds.toFixed(2),
        ]),
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
        pixels[at] = clamp(128 + 127 * dx, 0, 255);
        pixels[at + 1] = clamp(128 + 127 * dy, 0, 255);
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
  return markdownTable(head, lines).join('\n');
}

const HEAD = [
  'clip',
  'way',
  'price',
  'bytes',
  'generator',
  'error',
  'at boundaries',
  'tOF / still',
  'motion energy',
  'LPIPS',
  'seconds',
];

async function main(): Promise<void> {
  const [model, ...named] = process.argv.slice(2);
  if (model === undefined) {
    console.log('Usage: npx tsx lab/motion-filters/motion-generators.ts MODEL [CLIP...]');
    return;
  }
  const clips = sharedClips('train', named.length > 0 ? named : HELD_OUT);
  if (clips.length === 0) return;
  const network = await openNetwork(model);
  const distance = lpipsPath();
  const lpips = distance === undefined ? undefined : await openLpipsFile(distance);
  const out = join('scratch', 'motion-generators');
  mkdirSync(out, { recursive: true });
  const rows: Figures[] = [];
  console.log(tableHead(HEAD).join('\n'));
  for (const clip of clips) rows.push(...(await measure(clip, network, lpips, out)));
  await lpips?.close();
  writeFileSync(join(out, 'figures.json'), JSON.stringify(rows));
  console.log(`\n${summary(rows)}`);
}

await main();
