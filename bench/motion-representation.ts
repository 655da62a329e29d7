/**
 * @file Which representation of mode maps costs the fewest bytes at equal motion error: wavelet trees (what the codec
 * has), a cosine transform of the whole map, wavelets that follow the key picture's edges, or hints at points that
 * watershed sampling chose. `npm run bench:motion [-- --clips a,b] [-- --only "name,name"]`; see
 * docs/motion-representation.md. Needs the optional shared clips (`../shared`); a clip that is absent is left out.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { analyseClip, benchClip, type BenchClip } from './motion-representation-clip.js';
import { cosineMaps } from './motion-representation-cosine.js';
import { linksAlong } from './motion-representation-diffusion.js';
import type { Representation } from './motion-representation-dictionary.js';
import { measure, type Outcome } from './motion-representation-fit.js';
import { pointHints } from './motion-representation-points.js';
import { bytesAt, errorAt, meanRatio, median, type Measure } from './motion-representation-table.js';
import { waveletTrees } from './motion-representation-wavelet.js';
import { edgeRelief, spreadPoints, watershedPoints } from './motion-representation-watershed.js';
import type { Flow } from '../src/motion/index.js';

const FOLDER = join('..', 'shared', 'clips', 'train', '256');
const CLIPS = [
  'big-tree-gen-01',
  'leaves-rain-closeup-01',
  'potted-red-rose-sim-01',
  'gloves-line-gen-01',
  'lotus-gen-01',
  'grass-tendrils-01',
  'rain-lake-reflection-01',
  'paper-lanterns-night-gen-01',
];
const PRICES = [1e-3, 3e-4, 1e-4, 4e-5, 1.6e-5, 6e-6, 2e-6];
/** Payload sizes of the reference at which bytes are compared. */
const ANCHOR_BYTES = [400, 1000];
const MEASURES: readonly Measure[] = ['tof', 'velocity', 'position'];
const REFERENCE = 'a1 wavelet trees';
const COARSEST = 8;
const GROWTH = 2;
const LUMA_SCALE = 12;
const LINK_FLOOR = 0.02;

const VARIANTS: Readonly<Record<string, (clip: BenchClip) => Representation>> = {
  [REFERENCE]: ({ guide }) => waveletTrees(guide.width, guide.height),
  'a2 whole-map DCT': ({ guide }) => cosineMaps(guide.width, guide.height),
  'a3 guided wavelets, 6': ({ guide }) => waveletTrees(guide.width, guide.height, guide, 6),
  'a3 guided wavelets, 12': ({ guide }) => waveletTrees(guide.width, guide.height, guide, 12),
  'a3 guided wavelets, 24': ({ guide }) => waveletTrees(guide.width, guide.height, guide, 24),
  'b1 key watershed, 64': (clip) => keyPoints(clip, 64, LUMA_SCALE, watershedPoints),
  'b1 key watershed, 256': (clip) => keyPoints(clip, 256, LUMA_SCALE, watershedPoints),
  'b1 key watershed, 1024': (clip) => keyPoints(clip, 1024, LUMA_SCALE, watershedPoints),
  'b1 key watershed, 1024, no guide': (clip) => keyPoints(clip, 1024, Infinity, watershedPoints),
  'b0 even points, 1024, no guide': (clip) => keyPoints(clip, 1024, Infinity, evenPoints),
  'b2 mode watershed, 256': (clip) => modePoints(clip, 256),
  'b2 mode watershed, 1024': (clip) => modePoints(clip, 1024),
};

type Sampler = typeof watershedPoints;

/** Control: points far from each other, wherever edges are. */
function evenPoints(relief: Int32Array, width: number, height: number, count: number): Int32Array {
  return spreadPoints(new Int32Array(relief.length), width, height, count);
}

function keyPoints({ guide }: BenchClip, count: number, scale: number, sample: Sampler): Representation {
  const { width, height, data } = guide;
  const points = sample(edgeRelief(data, width, height, 1), width, height, count);
  const links = linksAlong(data, width, height, scale, LINK_FLOOR);
  return pointHints({ links, points, coarsest: COARSEST, growth: GROWTH, smooth: true });
}

/** The first mode as wavelets; its edges, as decoded, then place the points of the others. */
function modePoints({ guide }: BenchClip, count: number): Representation {
  const { width, height } = guide;
  return {
    ...waveletTrees(width, height),
    after: (first) => {
      const relief = motionRelief(first);
      const points = watershedPoints(relief, width, height, count);
      const links = linksAlong(new Float32Array(width * height), width, height, Infinity, 1);
      return pointHints({ links, points, coarsest: COARSEST, growth: GROWTH, smooth: true });
    },
  };
}

/** Edges of both components of a mode, in 64ths of its largest displacement. */
function motionRelief({ width, height, data }: Flow): Int32Array {
  const largest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
  const unit = largest / 64;
  const across = edgeRelief(data.filter((_, i) => i % 2 === 0), width, height, unit);
  const down = edgeRelief(data.filter((_, i) => i % 2 === 1), width, height, unit);
  return across.map((value, i) => value + down[i]!);
}

const { values } = parseArgs({ options: { clips: { type: 'string' }, only: { type: 'string' }, points: { type: 'boolean' } } });
const names = values.clips?.split(',') ?? CLIPS;
const only = values.only?.split(';');
const variants = Object.entries(VARIANTS).filter(([name]) => name === REFERENCE || only === undefined || only.some((start) => name.startsWith(start)));
const results = new Map<string, Map<string, Outcome[]>>();

for (const name of names) {
  const path = join(FOLDER, `${name}.mp4`);
  if (!existsSync(path)) {
    console.log(`${name}: no such clip here, left out.`);
    continue;
  }
  const clip = benchClip(await analyseClip(name, path));
  const perVariant = new Map<string, Outcome[]>();
  for (const [label, create] of variants) {
    const start = performance.now();
    const representation = create(clip);
    const outcomes: Outcome[] = [];
    for (const price of PRICES) {
      const outcome = await measure(clip, representation, price);
      if (outcome.bytes > 40) outcomes.push(outcome);
    }
    perVariant.set(label, outcomes);
    if (values.points === true) {
      const list = outcomes.map((o) => `${o.bytes} B ${o.tof.toFixed(4)} ${o.velocity.toFixed(4)} ${o.position.toFixed(3)}`);
      console.error(`${name} ${label} (${((performance.now() - start) / 1000).toFixed(1)} s): ${list.join(' | ')}`);
    }
  }
  results.set(name, perVariant);
  console.error(`${name}: ${variants.map(([label]) => `${label} ${percent(meanRatio(perVariant.get(REFERENCE)!, perVariant.get(label)!, 'tof'))}`).join(', ')}`);
}

for (const kind of MEASURES) printTable(kind);

function printTable(kind: Measure): void {
  console.log(`\nBytes against ${REFERENCE} at equal ${kind}, mean over the common range of errors\n`);
  console.log(`| clip | ${variants.map(([label]) => label).join(' | ')} |`);
  console.log(`| --- |${' --- |'.repeat(variants.length)}`);
  const ratios = variants.map(([label]) => [...results.values()].map((one) => meanRatio(one.get(REFERENCE)!, one.get(label)!, kind)));
  [...results.keys()].forEach((name, row) => console.log(`| ${name} | ${ratios.map((column) => percent(column[row]!)).join(' | ')} |`));
  console.log(`| **median** | ${ratios.map((column) => percent(median(column))).join(' | ')} |`);
  for (const anchor of ANCHOR_BYTES) {
    const bytes = variants.map(([label]) => [...results.values()].map((one) => bytesAt(one.get(label)!, kind, errorAt(one.get(REFERENCE)!, kind, anchor))));
    console.log(`| median bytes at the error of ${anchor} bytes of ${REFERENCE} | ${bytes.map((column) => median(column).toFixed(0)).join(' | ')} |`);
  }
}

function percent(ratio: number): string {
  if (Number.isNaN(ratio)) return '-';
  const value = (ratio - 1) * 100;
  return `${value >= 0 ? '+' : ''}${value.toFixed(0)} %`;
}
