// @ts-check
/**
 * @file Prints the figures that the project reports: size, rate, quality by the referee, speed and memory.
 *
 *   npm run figures -- [--clips FOLDER] [--referee FILE] [--runs N] [--keep FOLDER]
 *
 * FOLDER holds the test clips as `256/NAME.mp4`; without it only the speed at 1280x720 is measured, on the bundled clip.
 * A stream without modes stands still; its frames are all one picture, so no decoding speed is given for it. Quality
 * needs `measure.py` and a Python with OpenCV and PyTorch (PYTHON names one), and is left out without. Each encode runs in a
 * fresh process; speeds are medians of N runs, memory is the largest of them.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const ROOT = join(import.meta.dirname, '..');
const RUNNER = join(import.meta.dirname, 'figures-run.js');
const SAMPLE = join(ROOT, 'samples', 'lakeside.mp4');
const CASES = [
  { clip: 'palm-trees-loop-01', kbps: 7.6 },
  { clip: 'palm-trees-loop-01', kbps: 5.2 },
  { clip: 'leaf-branch-rain-01', kbps: 4.5 },
];
const FRAMES = 100;
const LARGE = { size: '1280x720', kbps: 40 };

const { values } = parseArgs({
  options: {
    clips: { type: 'string', default: join(ROOT, '..', 'shared', 'clips', 'test') },
    referee: { type: 'string', default: join(ROOT, '..', 'shared', 'metrics', 'measure.py') },
    runs: { type: 'string', default: '5' },
    keep: { type: 'string' },
  },
});
const runs = Number(values.runs);
const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'dync-figures-'));
mkdirSync(folder, { recursive: true });

try {
  const python = findPython();
  if (python === undefined)
    say('LPIPS and tOF are left out: they need measure.py (--referee) and a Python with OpenCV and PyTorch (PYTHON).');
  say(`Median of ${runs} runs; 256x256, first ${FRAMES} frames, 25 per second.\n`);
  say(
    row([
      'clip',
      'bytes',
      'of motion',
      'kbit/s',
      'LPIPS',
      'tOF',
      '(frozen)',
      'motion',
      'encode fps',
      'decode fps',
      'peak MB',
    ]),
  );
  for (const { clip, kbps } of CASES) measureClip(clip, kbps, python);
  measureLarge();
} finally {
  if (values.keep === undefined) rmSync(folder, { recursive: true, force: true });
}

/**
 * @param {string} clip
 * @param {number} kbps
 * @param {string | undefined} python
 */
function measureClip(clip, kbps, python) {
  const original = join(values.clips, '256', `${clip}.mp4`);
  if (!existsSync(original)) {
    say(row([clip, 'left out: no such clip']));
    return;
  }
  const stream = join(folder, `${clip}-${kbps}.dync`);
  const encoded = encodeRuns(original, stream, kbps, '256x256', runs);
  const decodeFps = decodeRuns(stream, encoded.modes);
  const quality = python === undefined ? undefined : judge(python, original, stream);
  const fixed = (/** @type {number | undefined} */ value, /** @type {number} */ digits) =>
    value === undefined ? '-' : value.toFixed(digits);
  say(
    row([
      clip,
      String(encoded.bytes),
      String(encoded.motionBytes),
      (encoded.bitrate / 1000).toFixed(2),
      fixed(quality?.lpips, 4),
      fixed(quality?.tof, 4),
      fixed(quality?.tof_frozen, 4),
      fixed(quality?.flicker, 2),
      encoded.fps.toFixed(1),
      decodeFps,
      encoded.peakMegabytes.toFixed(0),
    ]),
  );
  if (encoded.note !== undefined) say(`  ${encoded.note}`);
}

function measureLarge() {
  if (!existsSync(SAMPLE)) {
    say(`\n${LARGE.size}: left out, samples/lakeside.mp4 is missing`);
    return;
  }
  const stream = join(folder, 'large.dync');
  const { bytes, motionBytes, modes, frames, fps, peakMegabytes } = encodeRuns(
    SAMPLE,
    stream,
    LARGE.kbps,
    LARGE.size,
    1,
  );
  say(
    `\nBundled clip at ${LARGE.size}, ${frames} frames, ${bytes} bytes, ${motionBytes} of motion: encode ${fps.toFixed(1)} fps and ${peakMegabytes.toFixed(0)} MB (one run), decode fps: ${decodeRuns(stream, modes)}.`,
  );
}

/**
 * @param {string} clip
 * @param {string} stream
 * @param {number} kbps
 * @param {string} size
 * @param {number} times
 */
function encodeRuns(clip, stream, kbps, size, times) {
  const results = Array.from({ length: times }, () =>
    run(process.execPath, [RUNNER, 'encode', clip, stream, String(kbps), size, String(FRAMES)]),
  );
  return {
    ...results[0],
    fps: median(results.map(({ fps }) => fps)),
    peakMegabytes: Math.max(...results.map((result) => result.peakMegabytes)),
  };
}

/**
 * Frames per second as text.
 * @param {string} stream
 * @param {number} modes
 */
function decodeRuns(stream, modes) {
  if (modes === 0) return 'still';
  return median(run(process.execPath, [RUNNER, 'decode', stream, String(runs)]).fps).toFixed(0);
}

/**
 * @param {string} python
 * @param {string} original
 * @param {string} stream
 * @returns {{ lpips: number, tof: number, tof_frozen: number, flicker: number }}
 */
function judge(python, original, stream) {
  const decoded = stream.replace(/dync$/, 'mp4');
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'bin', 'dync'), 'decode', stream, '-o', decoded, '--force'],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`dync decode failed: ${stderr}`);
  return run(python, [values.referee, original, decoded, '--frames', String(FRAMES), '--json']);
}

/** A Python that can run the referee, where there is one. */
function findPython() {
  if (!existsSync(values.referee)) return undefined;
  const candidates = [process.env['PYTHON'], 'python3', '/usr/bin/python3'];
  return candidates.find(
    (python) => python !== undefined && spawnSync(python, ['-c', 'import cv2, torch']).status === 0,
  );
}

/**
 * Runs a command that prints JSON.
 * @param {string} command
 * @param {string[]} args
 */
function run(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${stderr}`);
  return JSON.parse(stdout);
}

/** @param {number[]} numbers */
function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

/** @param {string[]} cells */
function row([name = '', ...cells]) {
  return name.padEnd(20) + cells.map((cell) => cell.padStart(12)).join('');
}

/** @param {string} line */
function say(line) {
  process.stdout.write(`${line}\n`);
}
