/**
 * @file What each part of the encoder is worth: `npm run measure -- ablation [--clips a,b --rate 6000]`. Every clip is encoded
 * with all parts, with each part left out in turn, and at the other presets, all at one rate. Where leaving a part out
 * gives the same stream, its clip counts as unchanged. Results are kept beside the table in scratch/ablation, so that a run
 * that was stopped goes on; delete the folder after a change of the codec. Needs the optional shared folder and LPIPS.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Decoder, encode, ENCODER_TOOLS, type EncoderTool, type Preset } from 'dynamics-codec';
import { nodeStills, openVideo } from '@dynamics-codec/node';
import { ClipReferee, openLpips, rgbPicture, type Lpips } from '@dynamics-codec/metrics';
import type { Picture } from 'dynamics-codec/picture';

const { values: options } = parseArgs({
  options: { clips: { type: 'string' }, rate: { type: 'string', default: '6000' } },
});
const FOLDER = join('..', 'shared', 'clips', 'test', '256');
const NETWORK = ['artifacts/lpips-squeeze-v0.1.onnx', '../shared/metrics/lpips-squeeze-v0.1.onnx'];
const OUT = join('scratch', 'ablation');
const FRAMES = 100;

/** One way to encode. */
interface Variant {
  readonly name: string;
  readonly preset?: Preset;
  readonly without?: readonly EncoderTool[];
}

/** What it gave on a clip. */
interface Outcome {
  readonly stream: string;
  readonly lpips: number;
  readonly tof: number;
  readonly flicker: number;
  readonly seconds: number;
}

const VARIANTS: readonly Variant[] = [
  { name: 'everything' },
  ...ENCODER_TOOLS.map((tool): Variant => ({ name: `without ${tool}`, without: [tool] })),
  { name: 'preset fast', preset: 'fast' },
  { name: 'preset best', preset: 'best' },
];

async function framesOf(
  path: string,
): Promise<{ readonly frames: Picture[]; readonly frameRate: { numerator: number; denominator: number } }> {
  const video = await openVideo(path, { frames: FRAMES });
  const frames: Picture[] = [];
  for await (const picture of video.frames()) frames.push(picture);
  await video.close();
  return { frames, frameRate: video.frameRate };
}

async function decodedFrames(bytes: Uint8Array): Promise<Picture[]> {
  const decoder = await Decoder.open(bytes, { stills: nodeStills() });
  const frames: Picture[] = [];
  for await (const picture of decoder.frames()) frames.push(picture);
  decoder.close();
  return frames;
}

async function measureClip(clip: string, lpips: Lpips): Promise<Map<string, Outcome>> {
  const kept = join(OUT, `${clip}-${options.rate}.json`);
  const outcomes = new Map<string, Outcome>(
    existsSync(kept) ? (JSON.parse(readFileSync(kept, 'utf8')) as [string, Outcome][]) : [],
  );
  if (VARIANTS.every(({ name }) => outcomes.has(name))) return outcomes;
  const { frames, frameRate } = await framesOf(join(FOLDER, `${clip}.mp4`));
  const referee = new ClipReferee(frames, rgbPicture, { lpips });
  for (const { name, preset, without } of VARIANTS) {
    if (outcomes.has(name)) continue;
    const begun = performance.now();
    const { bytes } = await encode(frames, {
      frameRate,
      frameCount: frames.length,
      target: { bitrate: Number(options.rate) },
      stills: nodeStills(),
      ...(preset === undefined ? {} : { preset }),
      ...(without === undefined ? {} : { without }),
    });
    const seconds = (performance.now() - begun) / 1000;
    const stream = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
    const same = [...outcomes.values()].find((outcome) => outcome.stream === stream);
    const figures = same ?? (await referee.measure(await decodedFrames(bytes)));
    outcomes.set(name, { stream, lpips: figures.lpips!, tof: figures.tof, flicker: figures.flicker, seconds });
    writeFileSync(kept, JSON.stringify([...outcomes]));
    process.stderr.write(`${clip}: ${name}\n`);
  }
  return outcomes;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

function perCent(ratio: number): string {
  const change = Math.round(1000 * (ratio - 1)) / 10;
  return `${change > 0 ? '+' : ''}${change.toFixed(1)} %`;
}

function tableOf(clips: readonly Map<string, Outcome>[]): string {
  const rows = VARIANTS.slice(1).map(({ name }) => {
    const pairs = clips.map((outcomes) => ({ all: outcomes.get('everything')!, less: outcomes.get(name)! }));
    const changed = pairs.filter(({ all, less }) => all.stream !== less.stream);
    const mean = (of: (outcome: Outcome) => number): string =>
      changed.length === 0
        ? ''
        : perCent(
            Math.exp(changed.reduce((sum, { all, less }) => sum + Math.log(of(less) / of(all)), 0) / changed.length),
          );
    const worst = changed.length === 0 ? '' : perCent(Math.max(...changed.map(({ all, less }) => less.tof / all.tof)));
    const flicker =
      changed.length === 0
        ? ''
        : `${median(changed.map(({ all }) => all.flicker)).toFixed(2)} to ${median(changed.map(({ less }) => less.flicker)).toFixed(2)}`;
    return [
      name,
      `${changed.length} of ${pairs.length}`,
      mean(({ lpips }) => lpips),
      mean(({ tof }) => tof),
      worst,
      flicker,
      median(pairs.map(({ all, less }) => less.seconds / all.seconds)).toFixed(2),
    ];
  });
  const head = [
    '',
    'clips changed',
    'LPIPS, mean',
    'tOF, mean',
    'tOF, worst clip',
    'motion energy, median',
    'encode time',
  ];
  return [
    `| ${head.join(' | ')} |`,
    `|${' --- |'.repeat(head.length)}`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ].join('\n');
}

async function main(): Promise<void> {
  const network = NETWORK.find((path) => existsSync(path));
  if (!existsSync(FOLDER) || network === undefined) {
    console.log(`Nothing to measure: ${FOLDER} and the LPIPS network (training/export_lpips.py) are needed.`);
    return;
  }
  mkdirSync(OUT, { recursive: true });
  const names =
    options.clips?.split(',') ??
    readdirSync(FOLDER)
      .filter((file) => file.endsWith('.mp4'))
      .map((file) => file.slice(0, -4));
  const lpips = await openLpips(network, 1);
  const clips: Map<string, Outcome>[] = [];
  for (const clip of names) clips.push(await measureClip(clip, lpips));
  await lpips.close();
  const table = tableOf(clips);
  writeFileSync(join(OUT, 'ablation.md'), `${table}\n`);
  console.log(table);
}

await main();
