/**
 * @file Which representation of mode maps costs the fewest bytes at equal motion error: wavelet trees (what the codec
 * has), a cosine transform of the whole map, wavelets that follow the key picture's edges, or hints at points that
 * watershed sampling chose. `npm run bench:motion [-- --clips a,b --only "a2;b1" --cache folder --json file]`; see
 * docs/motion-representation.md. Needs the optional shared clips (`../shared`); a clip that is absent is left out.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import { analyseClip, benchClip, type BenchClip, type ClipData } from './motion-representation-clip.js';
import { cosineMaps } from './motion-representation-cosine.js';
import { linksAlong } from './motion-representation-diffusion.js';
import type { Representation } from './motion-representation-dictionary.js';
import { measure, type Outcome } from './motion-representation-fit.js';
import { pointHints } from './motion-representation-points.js';
import { LIFTINGS, smoothWaveletTrees } from './motion-representation-smooth.js';
import { comparisonTable, meanRatio, percent, type Results } from './motion-representation-table.js';
import { waveletTrees } from './motion-representation-wavelet.js';
import { edgeRelief, spreadPoints, watershedPoints } from './motion-representation-watershed.js';
import type { Flow } from 'dynamics-codec/motion';

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
const PRICES = [1.2e-4, 4e-5, 1.2e-5, 4e-6];
const REFERENCE = 'a1 wavelet trees 5/3';
const COARSEST = 8;
const GROWTH = 2;
const LUMA_SCALE = 12;
const LINK_FLOOR = 0.02;

const VARIANTS: Readonly<Record<string, (clip: BenchClip) => Representation>> = {
  [REFERENCE]: ({ guide }) => waveletTrees(guide.width, guide.height),
  'a2 whole-map DCT': ({ guide }) => cosineMaps(guide.width, guide.height),
  'a3 guided 5/3, 6': ({ guide }) => waveletTrees(guide.width, guide.height, guide, 6),
  'a3 guided 5/3, 12': ({ guide }) => waveletTrees(guide.width, guide.height, guide, 12),
  'a3 guided 5/3, 24': ({ guide }) => waveletTrees(guide.width, guide.height, guide, 24),
  'a4 wavelet trees 13/7': ({ guide }) => smoothWaveletTrees(guide.width, guide.height, LIFTINGS['13/7']),
  'a4 wavelet trees 9/7': ({ guide }) => smoothWaveletTrees(guide.width, guide.height, LIFTINGS['9/7']),
  'b1 key watershed, 64 points': (clip) => keyPoints(clip, 64, LUMA_SCALE, watershedPoints),
  'b1 key watershed, 1024 points': (clip) => keyPoints(clip, 1024, LUMA_SCALE, watershedPoints),
  'b1 key watershed, 1024 points, even links': (clip) => keyPoints(clip, 1024, Infinity, watershedPoints),
  'b0 even 1024 points, even links': (clip) => keyPoints(clip, 1024, Infinity, evenPoints),
  'b2 mode watershed, 256 points': (clip) => modePoints(clip, 256),
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
  const across = edgeRelief(
    data.filter((_, i) => i % 2 === 0),
    width,
    height,
    unit,
  );
  const down = edgeRelief(
    data.filter((_, i) => i % 2 === 1),
    width,
    height,
    unit,
  );
  return across.map((value, i) => value + down[i]!);
}

async function openClip(name: string, path: string, cache: string | undefined): Promise<BenchClip> {
  if (cache === undefined) return benchClip(await analyseClip(name, path));
  const file = join(cache, `${name}.bin`);
  if (!existsSync(file)) {
    mkdirSync(cache, { recursive: true });
    writeFileSync(file, serialize(await analyseClip(name, path)));
  }
  return benchClip(deserialize(readFileSync(file)) as ClipData);
}

const { values } = parseArgs({
  options: { clips: { type: 'string' }, only: { type: 'string' }, cache: { type: 'string' }, json: { type: 'string' } },
});
const names = values.clips?.split(',') ?? CLIPS;
const only = values.only?.split(';');
const variants = Object.entries(VARIANTS).filter(
  ([label]) => label === REFERENCE || only === undefined || only.some((start) => label.startsWith(start)),
);
const results: Results = {};

for (const name of names) {
  const path = join(FOLDER, `${name}.mp4`);
  if (!existsSync(path)) {
    console.log(`${name}: no such clip here, left out.`);
    continue;
  }
  const clip = await openClip(name, path, values.cache);
  const perVariant: Record<string, Outcome[]> = (results[name] = {});
  for (const [label, create] of variants) {
    const representation = create(clip);
    const outcomes: Outcome[] = [];
    for (const price of PRICES) outcomes.push(await measure(clip, representation, price));
    perVariant[label] = outcomes;
    console.error(
      `${name}, ${label}: ${percent(meanRatio(perVariant[REFERENCE]!, outcomes, 'velocity'))} at equal velocity error`,
    );
  }
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(results));
}
for (const measureName of ['tof', 'seen', 'velocity', 'position'] as const)
  console.log(comparisonTable(results, REFERENCE, measureName));
