/**
 * @file What draws motion better: nothing, the classical generator, or a network in some numbers of steps:
 *
 *     npx tsx lab/motion-prior/compare-drawings.ts MODEL STREAMS CLIPS [--steps 1,4] [--clips NAME,...] [--measure]
 *
 * STREAMS is a folder of streams, `NAME.dync` or `NAME.8k.dync`, CLIPS that of the clips they were made of. All draw by the
 * statistics of the stream, or, with `--measure`, each by statistics that the encoder measures with it, of as many bytes.
 * Prints a row for each clip and generator: figures of `LifeReferee`, LPIPS, tOF, and strain: how much more than the
 * original, in pixels per cell, the flow of what is long and straight or rests is strained.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as onnx from 'onnxruntime-node';
import {
  chooseGenerators,
  classicalMotion,
  drawLearned,
  openOnnx,
  type Drawing,
  type MotionGenerator,
  type Network,
} from 'dynamics-codec/generator';
import { mean } from 'dynamics-codec/math';
import { decodeStatistics, disFlow, endpointError, readStatistics, type Flow } from 'dynamics-codec/motion';
import type { Picture } from 'dynamics-codec/picture';
import { LifeReferee, rgbPicture, sampledFrames } from '@dynamics-codec/metrics';
import { nodeNetworks, nodeStills } from '@dynamics-codec/node';
import { sectionData, DRAWN_MOTION_SECTION } from '../../packages/codec/src/bitstream/index.js';
import { prepareGroup } from '../../packages/codec/src/decoder/group-decoder.js';
import { GroupSource } from '../../packages/codec/src/decoder/group-source.js';
import { originalFlows, seenAs } from '../../packages/codec/src/encoder/analysis/frame-flow.js';
import { gatherFlow } from '../../packages/codec/src/encoder/analysis/gather-flow.js';
import { analysisPlane } from '../../packages/codec/src/encoder/analysis/motion-analysis.js';
import { breather } from '../../packages/codec/src/math/index.js';
import { StatisticsMeter } from '../../packages/codec/src/encoder/statistics/statistics-meter.js';
import { lpipsPath, openFeaturesFile, openLpipsFile } from '../../packages/bench/src/lpips-file.js';
import { tableHead, tableRow } from '../../packages/bench/src/markdown-table.js';
import { readClip } from '../../packages/bench/benches/support/clip-pictures.js';
import { stiffPlaces, strainOf } from './strain.js';

const FRAMES = 100;
/** Every how many frames strain is looked at. */
const STRIDE = 6;
const CELLS = 64;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    steps: { type: 'string', default: '4' },
    clips: { type: 'string' },
    measure: { type: 'boolean', default: false },
  },
});
const [model, streams, clips] = positionals;
if (model === undefined || streams === undefined || clips === undefined)
  throw new Error('Usage: compare-drawings.ts MODEL STREAMS CLIPS');

const onCpu = { executionProviders: ['cpu'], intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 };
const prior: Network = await openOnnx(onnx, { file: model, bytes: 0, sha256: '' }, readFileSync(model), onCpu);
const networks = nodeNetworks({ threads: 1 });
const lpips = await openLpipsFile(lpipsPath()!);
const features = await openFeaturesFile(lpipsPath()!);
const names = options.clips?.split(',') ?? [
  ...new Set(
    readdirSync(streams)
      .filter((file) => file.endsWith('.dync'))
      .map((file) => file.split('.')[0]!),
  ),
];

/** A generator whose motion is drawn by the network. */
function learned(base: MotionGenerator, steps: number): MotionGenerator {
  return {
    modelId: base.modelId,
    async generate(conditions) {
      const motion = await base.generate({ ...conditions, drawing: undefined });
      if (conditions.drawing === undefined) return motion;
      const { modes, light } = await drawLearned(prior, conditions.drawing, conditions, steps);
      return { ...motion, drawn: modes, drawnLight: light };
    },
  };
}

/** A generator whose motion is drawn by the classical generator. */
function shaped(base: MotionGenerator): MotionGenerator {
  return {
    modelId: base.modelId,
    async generate(conditions) {
      const [motion, { drawn, drawnLight }] = await Promise.all([
        base.generate({ ...conditions, drawing: undefined }),
        classicalMotion.generate(conditions),
      ]);
      return { ...motion, drawn, drawnLight };
    },
  };
}

async function compare(clip: string): Promise<Map<string, number[]>> {
  const path = [`${clip}.dync`, `${clip}.8k.dync`].map((file) => join(streams!, file)).find(existsSync)!;
  const { frames } = await readClip(join(clips!, `${clip}.mp4`), { frames: FRAMES });
  const source = await GroupSource.open(readFileSync(path), { stills: nodeStills() });
  const generators = await chooseGenerators(source.reader.header.modelId, 'learned', networks);
  const { seed } = source.reader.header;
  const ways = new Map<string, MotionGenerator | undefined>([
    ['nothing', undefined],
    ['classical', shaped(generators.motion)],
    ...options.steps.split(',').map((steps) => [`${steps} steps`, learned(generators.motion, Number(steps))] as const),
  ]);
  const shown = new Map<string, Picture[]>([...ways.keys()].map((way) => [way, []]));
  for (let index = 0; ; index++) {
    const entry = await source.reader.groupAt(index).catch(() => undefined);
    if (entry === undefined) break;
    const { tokens, scene } = await source.decode(index, generators);
    const { key } = scene;
    const { sections } = await source.reader.payload(entry);
    const sent = sectionData(sections, DRAWN_MOTION_SECTION);
    for (const [way, generator] of ways) {
      let bytes = generator && sent;
      if (generator && bytes && options.measure) {
        const part = frames.slice(entry.firstFrame, entry.firstFrame + entry.frames);
        const planes = part.map(analysisPlane);
        const breathe = breather(undefined);
        const group = {
          planes,
          originals: await originalFlows(planes, 20, breathe),
          picture: key,
          frames: part.length,
          loopFrames: tokens.loopFrames,
          seed,
          reduced: false,
          most: Infinity,
        };
        bytes = await new StatisticsMeter(group, breathe, generator).describe(key, tokens, bytes.length);
      }
      const drawing: Drawing | undefined = bytes && {
        statistics: decodeStatistics(
          readStatistics(bytes, { width: key.width, height: key.height, index: 0, offset: 0 }),
          key.width,
          key.height,
        ),
        firstFrame: entry.firstFrame,
        loopFrames: tokens.loopFrames,
      };
      const begun = performance.now();
      const { renderer } = await prepareGroup(key, tokens, entry.frames, seed, generator ?? generators.motion, drawing);
      times.set(way, performance.now() - begun);
      for (let t = 0; t < entry.frames && entry.firstFrame + t < frames.length; t++)
        shown.get(way)!.push(structuredClone(renderer.render(t)));
    }
  }
  const life = new LifeReferee(frames, rgbPicture, features);
  const flowOf = (pictures: readonly Picture[], t: number): Flow =>
    gatherFlow(disFlow(seenAs(pictures[t]!).grey, seenAs(pictures[t + 1]!).grey), CELLS, CELLS, 1);
  const at = Array.from({ length: Math.floor((frames.length - 1) / STRIDE) }, (_, k) => k * STRIDE);
  const original = at.map((t) => flowOf(frames, t));
  const places = stiffPlaces(frames[frames.length >> 1]!, original);
  const strained = strainOf(original);
  const out = new Map<string, number[]>();
  for (const [way, pictures] of shown) {
    const { frechet, spectrum, energy, flow, flowEnergy } = await life.measure(pictures);
    const distances: number[] = [];
    for (const t of sampledFrames(frames.length))
      distances.push(await lpips.distance(rgbPicture(frames[t]!), rgbPicture(pictures[t]!)));
    const flows = at.map((t) => flowOf(pictures, t));
    const tof = mean(flows.map((one, k) => endpointError(one, original[k]!)));
    const strain = strainOf(flows);
    let more = 0;
    let all = 0;
    for (const [i, weight] of places.entries()) {
      more += weight * Math.max(strain[i]! - strained[i]!, 0);
      all += weight;
    }
    const figures = [frechet!, spectrum, energy, flow, flowEnergy, mean(distances), tof, more / Math.max(all, 1e-6)];
    out.set(way, figures);
    console.log(tableRow([clip, way, ...figures.map((value) => value.toFixed(4)), times.get(way)!.toFixed(0)]));
  }
  return out;
}

const times = new Map<string, number>();
console.log(
  tableHead([
    'clip',
    'drawn by',
    'Frechet',
    'spectrum',
    'energy',
    'flow',
    'speed',
    'LPIPS',
    'tOF',
    'strain',
    'ms',
  ]).join('\n'),
);
const all: Map<string, number[]>[] = [];
for (const clip of names) all.push(await compare(clip));
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;
for (const way of all[0]!.keys())
  console.log(
    tableRow([
      'median',
      way,
      ...all[0]!.get(way)!.map((_, k) => median(all.map((rows) => rows.get(way)![k]!)).toFixed(4)),
    ]),
  );
for (const way of all[0]!.keys())
  console.log(
    tableRow([
      'ratio to classical, median',
      way,
      ...all[0]!
        .get(way)!
        .map((_, k) =>
          median(all.map((rows) => rows.get(way)![k]! / Math.max(rows.get('classical')![k]!, 1e-9))).toFixed(3),
        ),
    ]),
  );
process.exit(0);
