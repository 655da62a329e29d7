/**
 * @file Accuracy and speed of the optical flow on synthetic sequences with known flow, beside OpenCV's DIS (preset
 * MEDIUM) on the same frames. Prints a markdown table: mean endpoint errors, and median processor time per frame (DIS, on
 * one thread: mean).
 *
 *     npm run measure -- flow-accuracy [--fast]    for the quality `fast`
 *
 * The comparison needs python3 with OpenCV and is left out, with a note, where that is missing. Frames and flows pass
 * through the scratch folder.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createFlow,
  endpointError,
  FlowEstimator,
  preparePyramid,
  trackFlows,
  type Flow,
} from '../../codec/src/motion/flow/index.js';
import { median } from 'dynamics-codec/math';
import type { Plane } from 'dynamics-codec/picture';
import { tableHead, tableRow } from '../src/markdown-table.js';
import { flowScenes, type FlowScene } from './flow-accuracy-scenes.js';

const FOLDER = join('scratch', 'flow-accuracy');
const PYTHONS = [process.env['PYTHON'] ?? 'python3', '/usr/bin/python3'];
const QUALITY = process.argv.includes('--fast') ? 'fast' : 'accurate';

interface Score {
  readonly error: number;
  readonly milliseconds: number;
}

function writeFrames(scenes: readonly FlowScene[]): Plane[][] {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  return scenes.map((scene, index) => {
    const frames = Array.from({ length: scene.count }, (_, t) => scene.frame(t));
    const { width, height, count } = scene;
    writeFileSync(join(FOLDER, `${index}.scene.json`), JSON.stringify({ width, height, count }));
    writeFileSync(join(FOLDER, `${index}.frames`), Buffer.concat(frames.map((frame) => Uint8Array.from(frame.data))));
    return frames;
  });
}

function runOpenCv(): boolean {
  const script = join(import.meta.dirname, 'opencv_dis_flow.py');
  return PYTHONS.some((python) => spawnSync(python, [script, FOLDER], { stdio: 'ignore' }).status === 0);
}

function scoreDis(scene: FlowScene, index: number): Score {
  const bytes = readFileSync(join(FOLDER, `${index}.dis`));
  const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const length = scene.width * scene.height * 2;
  const seconds = (JSON.parse(readFileSync(join(FOLDER, `${index}.dis.json`), 'utf8')) as { seconds: number }).seconds;
  const flowAt = (t: number): Flow => ({
    width: scene.width,
    height: scene.height,
    data: values.subarray(t * length, (t + 1) * length),
  });
  return { error: meanError(scene, flowAt), milliseconds: seconds * 1000 };
}

function meanError(scene: FlowScene, flowAt: (t: number) => Flow): number {
  let sum = 0;
  for (let t = 1; t < scene.count; t++) sum += endpointError(flowAt(t), scene.truth(t));
  return sum / (scene.count - 1);
}

function scoreTracked(scene: FlowScene, frames: readonly Plane[]): Score {
  const flows: Flow[] = [];
  const times: number[] = [];
  let start = cpuMilliseconds();
  for (const { backward } of trackFlows(frames[0]!, frames, frames.length, 0, { quality: QUALITY })) {
    times.push(cpuMilliseconds() - start);
    flows.push(backward);
    start = cpuMilliseconds();
  }
  return { error: meanError(scene, (t) => flows[t]!), milliseconds: median(times.slice(1)) };
}

function scoreCold(scene: FlowScene, frames: readonly Plane[]): Score {
  const estimator = new FlowEstimator(scene.width, scene.height, QUALITY);
  const reference = preparePyramid(frames[0]!);
  const flows = [createFlow(scene.width, scene.height)];
  const times: number[] = [];
  for (const frame of frames.slice(1)) {
    const start = cpuMilliseconds();
    flows.push(estimator.estimate(preparePyramid(frame), reference));
    times.push(cpuMilliseconds() - start);
  }
  return { error: meanError(scene, (t) => flows[t]!), milliseconds: median(times) };
}

function cpuMilliseconds(): number {
  return process.cpuUsage().user / 1000;
}

const scenes = flowScenes();
const frames = writeFrames(scenes);
const compared = runOpenCv();
scoreTracked(scenes[0]!, frames[0]!);
const HEAD = [
  `sequence (256x256, mean of ${scenes[0]!.count - 1} frames)`,
  'tracked, px',
  'cold, px',
  'DIS medium, px',
  'tracked / DIS',
  'tracked, CPU ms',
  'cold, CPU ms',
  'DIS, CPU ms',
];
console.log(tableHead(HEAD).join('\n'));
let worst = 0;
scenes.forEach((scene, index) => {
  const tracked = scoreTracked(scene, frames[index]!);
  const cold = scoreCold(scene, frames[index]!);
  const dis = compared ? scoreDis(scene, index) : undefined;
  const ratio = dis ? tracked.error / dis.error : Number.NaN;
  worst = Math.max(worst, ratio);
  const cells = [
    scene.name,
    tracked.error.toFixed(4),
    cold.error.toFixed(4),
    dis?.error.toFixed(4) ?? '-',
    dis ? ratio.toFixed(2) : '-',
    tracked.milliseconds.toFixed(1),
    cold.milliseconds.toFixed(1),
    dis?.milliseconds.toFixed(1) ?? '-',
  ];
  console.log(tableRow(cells));
});
console.log(
  compared
    ? `\nWorst ratio of endpoint errors, tracked to DIS: ${worst.toFixed(2)}.`
    : '\nNo python3 with OpenCV was found: the comparison with DIS is left out.',
);
