/**
 * @file The figures that the project reports: size, rate, quality by the referee, speed and memory.
 *
 *     npm run measure -- figures [--referee FILE] [--runs N] [--keep FOLDER]
 *
 * Without the optional shared folder only the speed at 1280x720 is measured, on the bundled clip. A stream without modes
 * stands still; its frames are all one picture, so no decoding speed is given for it. Quality needs `measure.py` and a Python
 * with OpenCV and PyTorch (PYTHON names one), and is left out without. Each encode runs in a fresh process; speeds are
 * medians of N runs, memory is the largest of them, with about 60 MB of the loader of TypeScript in it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readStreamInfo } from 'dynamics-codec';
import { median } from 'dynamics-codec/math';
import { createVideoWriter } from '@dynamics-codec/node';
import { tableHead, tableRow, type Cell } from '../src/markdown-table.js';
import { SAMPLE, sharedClips, type ChosenClip } from './support/chosen-clips.js';
import { decodedFrames } from './support/clip-pictures.js';
import type { DecodeRuns, EncodeRun } from './figures-run.js';

const RUNNER = ['--import', 'tsx', join(import.meta.dirname, 'figures-run.ts')];
const CASES = [
  { name: 'palm-trees-loop-01', kbps: 7.6 },
  { name: 'palm-trees-loop-01', kbps: 5.2 },
  { name: 'leaf-branch-rain-01', kbps: 4.5 },
];
const FRAMES = 100;
const LARGE = { size: '1280x720', kbps: 40 };
const HEAD = [
  'clip',
  'bytes',
  'of motion',
  'kbit/s',
  'LPIPS',
  'tOF',
  '(frozen)',
  'flicker',
  'encode fps',
  'decode fps',
  'peak MB',
];

interface Quality {
  readonly lpips: number;
  readonly tof: number;
  readonly tof_frozen: number;
  readonly flicker: number;
}

const { values } = parseArgs({
  options: {
    referee: { type: 'string', default: join('..', 'shared', 'metrics', 'measure.py') },
    runs: { type: 'string', default: '5' },
    keep: { type: 'string' },
  },
});
const runs = Number(values.runs);

/** Runs a command that prints JSON. */
function jsonOf(command: string, args: readonly string[]): unknown {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${stderr}`);
  return JSON.parse(stdout);
}

function encodeRuns(clip: string, stream: string, kbps: number, size: string, times: number): EncodeRun {
  const args = [...RUNNER, 'encode', clip, stream, String(kbps), size, String(FRAMES)];
  const results = Array.from({ length: times }, () => jsonOf(process.execPath, args) as EncodeRun);
  return {
    ...results[0]!,
    fps: median(results.map(({ fps }) => fps)),
    peakMegabytes: Math.max(...results.map(({ peakMegabytes }) => peakMegabytes)),
  };
}

/** Frames per second as text. */
function decodeRuns(stream: string, modes: number): string {
  if (modes === 0) return 'still';
  const { fps } = jsonOf(process.execPath, [...RUNNER, 'decode', stream, String(runs)]) as DecodeRuns;
  return median(fps).toFixed(0);
}

/** What the referee says of a stream. */
async function judge(python: string, original: string, stream: string): Promise<Quality> {
  const decoded = `${stream}.mp4`;
  const { width, height, frameRate, colour } = readStreamInfo(await readFile(stream));
  const writer = await createVideoWriter(decoded, { width, height, frameRate, colour });
  for (const frame of await decodedFrames(stream)) await writer.write(frame);
  await writer.finish();
  return jsonOf(python, [values.referee, original, decoded, '--frames', String(FRAMES), '--json']) as Quality;
}

/** A Python that can run the referee, where there is one. */
function findPython(): string | undefined {
  if (!existsSync(values.referee)) return undefined;
  const candidates = [process.env['PYTHON'], 'python3', '/usr/bin/python3'];
  return candidates.find(
    (python) => python !== undefined && spawnSync(python, ['-c', 'import cv2, torch']).status === 0,
  );
}

async function rowOf({ clip, path }: ChosenClip, kbps: number, folder: string, python?: string): Promise<Cell[]> {
  const stream = join(folder, `${clip}-${kbps}.dync`);
  const encoded = encodeRuns(path, stream, kbps, '256x256', runs);
  const quality = python === undefined ? undefined : await judge(python, path, stream);
  return [
    clip,
    encoded.bytes,
    encoded.motionBytes,
    (encoded.bitrate / 1000).toFixed(2),
    quality?.lpips.toFixed(4) ?? '-',
    quality?.tof.toFixed(4) ?? '-',
    quality?.tof_frozen.toFixed(4) ?? '-',
    quality?.flicker.toFixed(2) ?? '-',
    encoded.fps.toFixed(1),
    decodeRuns(stream, encoded.modes),
    encoded.peakMegabytes.toFixed(0),
  ];
}

async function main(folder: string): Promise<void> {
  const clips = sharedClips('test', [...new Set(CASES.map(({ name }) => name))]);
  const python = findPython();
  if (python === undefined)
    console.log(
      'LPIPS and tOF are left out: they need measure.py (--referee) and a Python with OpenCV and PyTorch (PYTHON).',
    );
  if (clips.length > 0) {
    console.log(`Median of ${runs} runs; 256x256, first ${FRAMES} frames, 25 per second.\n`);
    console.log(tableHead(HEAD).join('\n'));
    for (const { name, kbps } of CASES) {
      const found = clips.find(({ clip }) => clip === name);
      if (found !== undefined) console.log(tableRow(await rowOf(found, kbps, folder, python)));
    }
  }
  const stream = join(folder, 'large.dync');
  const large = encodeRuns(SAMPLE, stream, LARGE.kbps, LARGE.size, 1);
  console.log(
    `\nBundled clip at ${LARGE.size}, ${large.frames} frames, ${large.bytes} bytes, ${large.motionBytes} of motion: encode ${large.fps.toFixed(1)} fps and ${large.peakMegabytes.toFixed(0)} MB (one run), decode fps: ${decodeRuns(stream, large.modes)}.`,
  );
}

const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'dync-figures-'));
mkdirSync(folder, { recursive: true });
try {
  await main(folder);
} finally {
  if (values.keep === undefined) rmSync(folder, { recursive: true, force: true });
}
