/**
 * @file How long encodes and decodes take, by stage, against another checkout or another preset. Both run in turn, each
 * in a process of its own, so that what else the machine does meets both. Medians. Prints markdown tables:
 *
 *     npm run bench:speed -- [FILE...] [--against DIR] [--against-preset NAME] [--preset NAME] [--size WxH,...]
 *                            [--frames N] [--bitrate RATE] [--threads N,...] [--runs N] [--no-vvenc] [--qp N,...]
 *                            [--generator learned|classical] [--group-limit N]
 *
 * The sample clip where no file is named. Checkouts must be built. Frames are read before an encode is timed; the first
 * frame of a decode, with the opening of networks, is timed apart. Stages are those of the main thread, so they are given
 * for one thread alone; sampling them costs both sides a few percent. Where `vvencapp` is on the PATH, VVenC slow encodes
 * the same frames in the same turns.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { PRESETS } from 'dynamics-codec/encoder';
import { median } from 'dynamics-codec/math';
import { parseBitrate, parseList, parseSize } from '@dynamics-codec/node/cli';
import { writeY4m } from '../src/frame-file.js';
import { samplesOf } from '../src/frame-samples.js';
import { markdownTable } from '../src/markdown-table.js';
import { clipFiles, type ChosenClip } from './support/chosen-clips.js';
import { readClip } from './support/clip-pictures.js';
import { secondsByStage, STAGE_NAMES } from './support/speed-stages.js';

const run = promisify(execFile);
const HERE = resolve(import.meta.dirname, '../../..');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    against: { type: 'string' },
    'against-preset': { type: 'string' },
    preset: { type: 'string', default: 'balanced' },
    size: { type: 'string', default: '256x256' },
    frames: { type: 'string', default: '100' },
    bitrate: { type: 'string', default: '8k' },
    threads: { type: 'string', default: '1' },
    runs: { type: 'string', default: '5' },
    qp: { type: 'string', default: '49,45,41' },
    generator: { type: 'string', default: 'learned' },
    'group-limit': { type: 'string' },
    'no-vvenc': { type: 'boolean', default: false },
  },
});
const runs = Number(values.runs);
const frames = Number(values.frames);
if (!['learned', 'classical'].includes(values.generator))
  throw new RangeError(`Expected learned or classical: ${values.generator}`);
const bitrate = parseBitrate(values.bitrate);

/** Who encodes: a checkout with a preset. */
interface Side {
  readonly label: string;
  readonly checkout: string;
  readonly preset: string;
}

/** What `speed-run.js` prints. `seconds` of an encode are without reading, those of a decode without its first frame. */
interface Run {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly reading: number;
  readonly frames: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly files: Readonly<Record<string, number>>;
}

interface Case {
  readonly clip: ChosenClip;
  readonly size: { readonly width: number; readonly height: number };
  readonly threads: number;
}

const sides = sidesOf();
const scratch = mkdtempSync(join(tmpdir(), 'dync-speed-'));
try {
  const vvenc = values['no-vvenc'] ? undefined : await versionOfVvenc();
  console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}.`);
  console.log(`${sides.map(({ label }) => label).join(' and ')} in turn, medians of ${runs} runs.`);
  console.log(vvenc ?? 'vvencapp is not on the PATH: VVenC is left out.');
  for (const clip of clipFiles(positionals))
    for (const size of parseList(values.size).map(parseSize))
      for (const threads of parseList(values.threads).map(Number))
        await measure({ clip, size, threads }, vvenc !== undefined);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function sidesOf(): Side[] {
  const { preset, against } = values;
  const other = values['against-preset'];
  for (const name of [preset, ...(other === undefined ? [] : [other])])
    if (!PRESETS.some((known) => known === name))
      throw new RangeError(`Expected one of ${PRESETS.join(', ')}: ${name}`);
  const side = (label: string, checkout: string, own: string): Side => ({ label, checkout, preset: own });
  const checkout = resolve(against ?? HERE);
  const [before, after] = other === undefined ? ['before', 'after'] : [other, preset];
  if (against === undefined && other === undefined) return [side(preset, HERE, preset)];
  return [side(before, checkout, other ?? preset), side(after, HERE, preset)];
}

async function measure(which: Case, vvenc: boolean): Promise<void> {
  const { clip, size, threads } = which;
  const encodes = sides.map((): Run[] => []);
  const decodes = sides.map((): Run[] => []);
  const qps = vvenc ? parseList(values.qp).map(Number) : [];
  const rivals = qps.map((): number[] => []);
  const y4m = join(scratch, 'clip.y4m');
  if (vvenc) await writeClip(which, y4m);
  for (let round = 0; round < runs; round++) {
    for (const [i, side] of sides.entries()) encodes[i]!.push(await runOf(side, which, 'encode'));
    for (const [i, side] of sides.entries()) decodes[i]!.push(await runOf(side, which, 'decode'));
    for (const [i, qp] of qps.entries()) rivals[i]!.push(await secondsOfVvenc(y4m, qp, threads));
  }
  const { frames: count } = encodes[0]![0]!;
  console.log(
    `\n${clip.clip}, ${count} frames of ${size.width}x${size.height}, ${bitrate / 1000} kbit/s, threads: ${threads}`,
  );
  console.log(['', ...markdownTable(headOf('whole'), wholeRows(encodes, decodes))].join('\n'));
  for (const [i, qp] of qps.entries()) {
    const own = median(encodes.at(-1)!.map(({ seconds }) => seconds));
    const theirs = median(rivals[i]!);
    console.log(
      `VVenC slow, QP ${qp}: ${theirs.toFixed(2)} s; this codec takes ${(own / theirs).toFixed(2)} times as long.`,
    );
  }
  if (threads > 1) return;
  console.log(['', ...markdownTable(headOf('stage of the encode'), stageRows(encodes))].join('\n'));
  console.log(['', ...markdownTable(headOf('stage of the decode'), stageRows(decodes))].join('\n'));
}

function headOf(first: string): string[] {
  return [first, ...sides.map(({ label }) => label), ...(sides.length > 1 ? ['ratio'] : [])];
}

function wholeRows(encodes: readonly Run[][], decodes: readonly Run[][]): string[][] {
  const seconds = (runsOf: readonly Run[][], of: (one: Run) => number): number[] =>
    runsOf.map((own) => median(own.map(of)));
  const row = (name: string, figures: readonly number[], text: (figure: number) => string): string[] => [
    name,
    ...figures.map(text),
    ...(figures.length > 1 ? [ratioText(figures[0]!, figures[1]!)] : []),
  ];
  const inSeconds = (figure: number): string => `${figure.toFixed(2)} s`;
  const rate = (runsOf: readonly Run[][]): string[] => [
    ...runsOf.map((own) => (own[0]!.frames / median(own.map((one) => one.seconds))).toFixed(1)),
    ...(runsOf.length > 1 ? [''] : []),
  ];
  const same = new Set(encodes.flat().map(({ sha256 }) => sha256)).size === 1;
  return [
    row(
      'reading',
      seconds(encodes, ({ reading }) => reading),
      inSeconds,
    ),
    row(
      'encode',
      seconds(encodes, (one) => one.seconds),
      inSeconds,
    ),
    ['encode, frames a second', ...rate(encodes)],
    row(
      'encode, time of all cores',
      seconds(encodes, ({ cpuSeconds }) => cpuSeconds),
      inSeconds,
    ),
    row(
      'decode, first frame',
      seconds(decodes, ({ reading }) => reading),
      inSeconds,
    ),
    row(
      'decode, all frames',
      seconds(decodes, (one) => one.seconds),
      inSeconds,
    ),
    ['decode, frames a second', ...rate(decodes)],
    [
      'bytes',
      ...encodes.map((own) => String(own[0]!.bytes)),
      ...(encodes.length > 1 ? [same ? 'the same stream' : 'another stream'] : []),
    ],
  ];
}

function stageRows(runsOf: readonly Run[][]): string[][] {
  const stages = runsOf.map((own) => own.map(({ files }) => secondsByStage(files)));
  const rows: string[][] = [];
  for (const stage of STAGE_NAMES) {
    const figures = stages.map((own) => median(own.map((sums) => sums.get(stage)!)));
    if (figures.every((figure) => figure < 0.005)) continue;
    const ratio = figures.length > 1 ? [ratioText(figures[0]!, figures[1]!)] : [];
    rows.push([stage, ...figures.map((figure) => `${figure.toFixed(2)} s`), ...ratio]);
  }
  return rows;
}

/** How many times as fast the second is. */
function ratioText(before: number, after: number): string {
  return after < 0.005 ? '' : `${(before / after).toFixed(2)} x`;
}

async function runOf(
  { checkout, preset }: Side,
  { clip, size, threads }: Case,
  work: 'encode' | 'decode',
): Promise<Run> {
  const stream = join(scratch, `${basename(checkout)}-${preset}.dync`);
  const job = {
    ...{ checkout, work, clip: resolve(clip.path), stream, frames, size, preset, bitrate, threads },
    generator: values.generator,
    ...(values['group-limit'] === undefined ? {} : { groupLimit: Number(values['group-limit']) }),
    profile: threads === 1,
  };
  const script = join(HERE, 'packages/bench/scripts/speed-run.js');
  const { stdout } = await run(process.execPath, [script, JSON.stringify(job)], { maxBuffer: 1 << 26 });
  return JSON.parse(stdout) as Run;
}

async function versionOfVvenc(): Promise<string | undefined> {
  return run('vvencapp', ['--version']).then(
    ({ stdout, stderr }) => `${stdout}${stderr}`.split('\n')[0]!.trim(),
    () => undefined,
  );
}

async function writeClip({ clip, size }: Case, path: string): Promise<void> {
  const { frames: pictures, frameRate, colour } = await readClip(clip.path, { frames, size });
  await writeY4m(
    path,
    pictures.map((picture) => samplesOf(picture, colour)),
    frameRate,
  );
}

async function secondsOfVvenc(input: string, qp: number, threads: number): Promise<number> {
  const start = performance.now();
  await run('vvencapp', [
    ...['-i', input, '-o', join(scratch, 'clip.266'), '--preset', 'slow', '--qpa', '0'],
    ...['--qp', String(qp), '--intraperiod', '-1', '--threads', String(threads)],
  ]);
  return (performance.now() - start) / 1000;
}
