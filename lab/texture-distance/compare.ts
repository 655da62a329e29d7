/**
 * @file Which cheap distance between rendered and original frames follows LPIPS where frames are away from the key frame?
 *
 *     npx tsx lab/texture-distance/compare.ts [CLIP...]
 *
 * Training clips are analysed at the preset fast. Beside key pictures of three qualities, a still picture and the motion of
 * each fitter at a low and at a high price are rendered. Each distance is compared with LPIPS, both as means over frames 1,
 * 19, 37, ..., in two ways:
 *
 * - over clips: how much more of it frames of a rendering have than their key picture has at the key frame;
 * - moving less still: how much more or less of it moving frames have than still ones beside the same key picture. For
 *   all clips together, with the mean of each clip removed, and for each clip alone.
 *
 * Correlations are Pearson's; slopes are those of LPIPS against the distance, of the line through zero. Needs LPIPS and the
 * optional shared folder; prints markdown.
 */
import { prepareGroup } from '../../packages/codec/src/decoder/group-decoder.js';
import { structuralDistance } from '../../packages/codec/src/encoder/choose/structural-distance.js';
import { textureDistance } from '../../packages/codec/src/encoder/choose/texture-distance.js';
import { chooseAppearance, classicalMotion, NEWEST_MODEL, type AppearanceGenerator } from 'dynamics-codec/generator';
import { mean, median } from 'dynamics-codec/math';
import { lumaPlane, resamplePlane, type Picture, type Plane } from 'dynamics-codec/picture';
import { rgbPicture, type Lpips } from '@dynamics-codec/metrics';
import { nodeNetworks } from '@dynamics-codec/node';
import { sharedClips, type ChosenClip } from '../../packages/bench/benches/support/chosen-clips.js';
import { clipFrames } from '../../packages/bench/benches/support/clip-pictures.js';
import { groupCandidates } from '../../packages/bench/benches/support/group-motion.js';
import { lpipsPath, LPIPS_MAKER, openLpipsFile } from '../../packages/bench/src/lpips-file.js';
import { markdownTable } from '../../packages/bench/src/markdown-table.js';
import { similarityTerms } from './similarity-terms.js';

const CLIPS = [
  'reeds-bw-01',
  'dry-grass-closeup-01',
  'foxtail-grass-01',
  'puddle-rain-01',
  'flames-black-01',
  'waterfall-mist-01',
  'turbine-sunset-01',
  'dandelion-gen-01',
  'embers-flame-01',
  'field-grass-sun-01',
  'potted-red-rose-sim-01',
  'fire-ground-01',
  'tree-silhouette-clouds-01',
  'white-candle-01',
  'maple-leaves-01',
  'forest-brook-01',
  'hanging-hat-sim-01',
  'grass-tendrils-01',
  'palms-storm-01',
  'snowy-bush-01',
];
const FRAMES = 100;
const STRIDE = 18;
const QUALITIES = [8, 20, 34];
const PRICES = [2e-3, 6e-5];
const OCTAVES = 4;

/** Distances by name, LPIPS among them. */
type Distances = ReadonlyMap<string, number>;

/** A rendering as it is beside what it is compared with. */
interface Rendering {
  readonly clip: string;
  readonly shown: Distances;
  /** Of the frame that the key picture shows. */
  readonly key: Distances;
  /** Of the still picture; the rendering itself where that stands still. */
  readonly still: Distances;
}

/** Distances to the key frame of the still as coded, before it is restored. */
interface CodedKey {
  readonly structure: number;
  readonly lpips: number;
}

const LPIPS = 'LPIPS';

async function distancesOf(original: Picture, shown: Picture, lpips: Lpips): Promise<Distances> {
  let [a, b] = [lumaPlane(original), lumaPlane(shown)];
  const found = new Map([
    [LPIPS, await lpips.distance(rgbPicture(original), rgbPicture(shown))],
    ['structural distance of the encoder', structuralDistance(a, b)],
    ['texture distance of the encoder', textureDistance(a, b)],
  ]);
  for (let octave = 0; octave < OCTAVES; octave++) {
    for (const [term, distance] of Object.entries(similarityTerms(a, b))) {
      found.set(`${term}, 1/${2 ** octave} size`, distance as number);
    }
    [a, b] = [half(a), half(b)];
  }
  return found;
}

function half(plane: Plane): Plane {
  return resamplePlane(plane, plane.width >> 1, plane.height >> 1);
}

function meanOf(all: readonly Distances[]): Distances {
  return new Map([...all[0]!.keys()].map((name) => [name, mean(all.map((one) => one.get(name)!))]));
}

async function measure({ clip, path }: ChosenClip, appearance: AppearanceGenerator, lpips: Lpips) {
  const frames = await clipFrames(path, FRAMES);
  const { keys, motions } = await groupCandidates(frames, { appearance, preset: 'fast', whole: true });
  const still = await motions.still();
  const keyFrame = frames[still.motion.keyFrame]!;
  const moving = await Promise.all(
    motions.fitters.flatMap((fitter) => PRICES.map((price) => motions.at(price, fitter))),
  );
  const renderings: Rendering[] = [];
  const codedKeys: CodedKey[] = [];
  for (const quality of QUALITIES) {
    const coded = await keys.at(quality);
    const { shown } = await keys.finish(coded);
    const key = await distancesOf(keyFrame, shown, lpips);
    codedKeys.push({ structure: coded.distance, lpips: key.get(LPIPS)! });
    let standing: Distances | undefined;
    for (const { motion } of [still, ...moving]) {
      const { renderer } = await prepareGroup(shown, motion, frames.length, 0, classicalMotion);
      const all: Distances[] = [];
      for (let t = 1; t < frames.length - 1; t += STRIDE) {
        all.push(await distancesOf(frames[t]!, renderer.render(t), lpips));
      }
      const distances = meanOf(all);
      standing ??= distances;
      renderings.push({ clip, shown: distances, key, still: standing });
    }
  }
  process.stderr.write(`${clip}\n`);
  return { renderings, codedKeys };
}

/** A distance, and the LPIPS that goes with it. */
interface Pairs {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

function aroundMean(values: readonly number[]): number[] {
  const middle = mean(values);
  return values.map((value) => value - middle);
}

function correlation({ x, y }: Pairs): number {
  const [a, b] = [aroundMean(x), aroundMean(y)];
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

/** Of the line through zero. */
function slope({ x, y }: Pairs): number {
  return dot(x, y) / dot(x, x);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

const HEAD = [
  'distance',
  'over clips: correlation',
  'slope',
  'moving less still: correlation',
  'slope',
  'mean of each clip removed',
  'median of clips',
  'clips with a slope below 0',
];

function tableOf(renderings: readonly Rendering[]): string[] {
  const moving = renderings.filter(({ shown, still }) => shown !== still);
  const clips = [...new Set(moving.map(({ clip }) => clip))].map((clip) => moving.filter((one) => one.clip === clip));
  const rowOf = (name: string): string[] => {
    const overClips = pairsOf(renderings, 'key', name);
    const all = pairsOf(moving, 'still', name);
    const each = clips.map((some) => pairsOf(some, 'still', name));
    const centred = {
      x: each.flatMap(({ x }) => aroundMean(x)),
      y: each.flatMap(({ y }) => aroundMean(y)),
    };
    return [
      name,
      correlation(overClips).toFixed(2),
      slope(overClips).toFixed(2),
      correlation(all).toFixed(2),
      slope(all).toFixed(2),
      correlation(centred).toFixed(2),
      median(each.map(correlation)).toFixed(2),
      `${each.filter((one) => slope(one) < 0).length} of ${clips.length}`,
    ];
  };
  const names = [...renderings[0]!.shown.keys()].filter((name) => name !== LPIPS);
  return markdownTable(HEAD, names.map(rowOf));
}

/** How much more of a distance, and of LPIPS, renderings have than what they are compared with. */
function pairsOf(renderings: readonly Rendering[], beside: 'key' | 'still', name: string): Pairs {
  const more = (of: string) => renderings.map((one) => one.shown.get(of)! - one[beside].get(of)!);
  return { x: more(name), y: more(LPIPS) };
}

/** LPIPS of key pictures as a power of their structural distance, by least squares of logarithms. */
function powerLaw(keys: readonly CodedKey[]): string {
  const x = keys.map(({ structure }) => Math.log(structure));
  const y = keys.map((key) => Math.log(key.lpips));
  const exponent = slope({ x: aroundMean(x), y: aroundMean(y) });
  const scale = Math.exp(mean(y) - exponent * mean(x));
  const law = `${scale.toFixed(2)} x (structural distance as coded) ^ ${exponent.toFixed(2)}`;
  return `LPIPS of a key picture: ${law}, correlation of logarithms ${correlation({ x, y }).toFixed(2)}`;
}

async function main(): Promise<void> {
  const network = lpipsPath();
  if (network === undefined) {
    console.log(`Nothing to measure: the LPIPS network, which ${LPIPS_MAKER} makes, is needed.`);
    return;
  }
  const named = process.argv.slice(2);
  const clips = sharedClips('train', named.length > 0 ? named : CLIPS);
  if (clips.length === 0) return;
  const lpips = await openLpipsFile(network);
  const { appearance } = await chooseAppearance(NEWEST_MODEL, 'learned', nodeNetworks({ threads: 1 }));
  const renderings: Rendering[] = [];
  const codedKeys: CodedKey[] = [];
  for (const clip of clips) {
    const found = await measure(clip, appearance, lpips);
    renderings.push(...found.renderings);
    codedKeys.push(...found.codedKeys);
  }
  await lpips.close();
  console.log(`${renderings.length} renderings, ${codedKeys.length} key pictures, ${clips.length} clips\n`);
  console.log(tableOf(renderings).join('\n'));
  console.log(`\n${powerLaw(codedKeys)}`);
}

await main();
