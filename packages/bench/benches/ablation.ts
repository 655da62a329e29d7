/**
 * @file What each part of the encoder is worth. Every clip is encoded with all parts, with each part left out in turn, and
 * at the preset `fast`, all at one rate. Where leaving a part out gives the same stream, its clip counts as unchanged.
 * Results are kept beside the table in scratch/ablation, so that a run that was stopped goes on; delete the folder after a
 * change of the codec. Needs LPIPS and the test clips of the optional shared folder.
 *
 *     npm run measure -- ablation [--rate 6000] [CLIP...]    all test clips where none is named
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { encode, ENCODER_TOOLS, type EncoderTool, type Preset } from 'dynamics-codec';
import { mean, median } from 'dynamics-codec/math';
import { nodeStills } from '@dynamics-codec/node';
import { ClipReferee, rgbPicture, type Lpips } from '@dynamics-codec/metrics';
import { openLpipsFile } from '../src/lpips-file.js';
import { markdownTable } from '../src/markdown-table.js';
import { sharedClips, type ChosenClip } from './support/chosen-clips.js';
import { decodedFrames, readClip } from './support/clip-pictures.js';
import { neededLpipsPath } from './support/needed-lpips.js';

const { values: options, positionals } = parseArgs({
  options: { rate: { type: 'string', default: '6000' } },
  allowPositionals: true,
});
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
];

async function measureClip({ clip, path }: ChosenClip, lpips: Lpips): Promise<Map<string, Outcome>> {
  const kept = join(OUT, `${clip}-${options.rate}.json`);
  const outcomes = new Map<string, Outcome>(
    existsSync(kept) ? (JSON.parse(readFileSync(kept, 'utf8')) as [string, Outcome][]) : [],
  );
  if (VARIANTS.every(({ name }) => outcomes.has(name))) return outcomes;
  const { frames, frameRate } = await readClip(path, { frames: FRAMES });
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

function perCent(ratio: number): string {
  const change = Math.round(1000 * (ratio - 1)) / 10;
  return `${change > 0 ? '+' : ''}${change.toFixed(1)} %`;
}

function tableOf(clips: readonly Map<string, Outcome>[]): string {
  const rows = VARIANTS.slice(1).map(({ name }) => {
    const pairs = clips.map((outcomes) => ({ all: outcomes.get('everything')!, less: outcomes.get(name)! }));
    const changed = pairs.filter(({ all, less }) => all.stream !== less.stream);
    const change = (of: (outcome: Outcome) => number): string =>
      changed.length === 0 ? '' : perCent(Math.exp(mean(changed.map(({ all, less }) => Math.log(of(less) / of(all))))));
    const worst = changed.length === 0 ? '' : perCent(Math.max(...changed.map(({ all, less }) => less.tof / all.tof)));
    const flicker =
      changed.length === 0
        ? ''
        : `${median(changed.map(({ all }) => all.flicker)).toFixed(2)} to ${median(changed.map(({ less }) => less.flicker)).toFixed(2)}`;
    return [
      name,
      `${changed.length} of ${pairs.length}`,
      change(({ lpips }) => lpips),
      change(({ tof }) => tof),
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
  return markdownTable(head, rows).join('\n');
}

async function main(): Promise<void> {
  const network = neededLpipsPath();
  if (network === undefined) return;
  const clips = sharedClips('test', positionals);
  if (clips.length === 0) return;
  mkdirSync(OUT, { recursive: true });
  const lpips = await openLpipsFile(network);
  const outcomes: Map<string, Outcome>[] = [];
  for (const clip of clips) outcomes.push(await measureClip(clip, lpips));
  await lpips.close();
  const table = tableOf(outcomes);
  writeFileSync(join(OUT, 'ablation.md'), `${table}\n`);
  console.log(table);
}

await main();
