/**
 * @file How steady what flows is: `npm run bench:gain`. For training clips in which the encoder finds a steady velocity
 * field, the factor by which that field best explains the flow of each pair of frames, and how much of the energy of the
 * flow remains with a factor of 1, with the best factor of each pair, and with the best one of slow change (mean of nine
 * neighbours). Needs the optional shared folder; prints a markdown table.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { analysisPlane, gatherFlow } from '../../packages/codec/src/encoder/analysis/motion-analysis.js';
import { MotionJudge } from '../../packages/codec/src/encoder/choose/motion-judge.js';
import { steadyFlow } from '../../packages/codec/src/encoder/analysis/steady-flow.js';
import { GRID_SIDES, gridSize } from 'dynamics-codec/motion';
import { clipFrames } from '../../packages/bench/benches/clip-frames.js';

const CLIPS = [
  'waterfall-gen-01',
  'sunset-falls-gen-01',
  'billowing-clouds-01',
  'cumulus-timelapse-01',
  'grey-clouds-timelapse-01',
  'white-clouds-timelapse-01',
  'storm-clouds-grey-01',
  'dark-sea-surface-01',
  'mist-forest-hill-01',
  'snowy-branch-snowfall-01',
];
const FRAMES = 100;
const PAIRS = 40;
const GRID = GRID_SIDES.indexOf(64);
const SLOW = 4;

console.log(
  '| clip | flowing share | gain, deviation | left at gain 1 | at best gain | at slow gain |\n| --- | --- | --- | --- | --- | --- |',
);
for (const clip of CLIPS) {
  const path = join('..', 'shared', 'clips', 'train', '256', `${clip}.mp4`);
  if (!existsSync(path)) continue;
  const frames = await clipFrames(path, FRAMES);
  const judge = new MotionJudge(frames.map(analysisPlane), frames[0]!, PAIRS, () => Promise.resolve());
  const { width, height } = gridSize(frames[0]!.width, frames[0]!.height, GRID);
  const steady = steadyFlow(judge, width, height, 1);
  if (steady === undefined) {
    console.log(`| ${clip} | none | | | | |`);
    continue;
  }
  const { velocity, flowing } = steady;
  let own = 0;
  velocity.data.forEach((value, i) => (own += flowing[i >> 1]! * value * value));
  const pairs = judge.originals.map(({ flow }) => {
    const seen = gatherFlow(flow, width, height, 1).data;
    let along = 0;
    let energy = 0;
    seen.forEach((value, i) => {
      along += flowing[i >> 1]! * value * velocity.data[i]!;
      energy += flowing[i >> 1]! * value * value;
    });
    return { gain: along / own, energy };
  });
  const total = pairs.reduce((sum, { energy }) => sum + energy, 0);
  const left = (gainAt: (i: number) => number): string => {
    const rest = pairs.reduce(
      (sum, { gain, energy }, i) => sum + energy + own * (gainAt(i) ** 2 - 2 * gainAt(i) * gain),
      0,
    );
    return (rest / total).toFixed(3);
  };
  const slow = (i: number): number => {
    const near = pairs.slice(Math.max(0, i - SLOW), i + SLOW + 1);
    return near.reduce((sum, { gain }) => sum + gain, 0) / near.length;
  };
  const mean = pairs.reduce((sum, { gain }) => sum + gain, 0) / pairs.length;
  const deviation = Math.sqrt(pairs.reduce((sum, { gain }) => sum + (gain - mean) ** 2, 0) / pairs.length);
  const share = flowing.reduce((sum, value) => sum + value, 0) / flowing.length;
  console.log(
    `| ${clip} | ${share.toFixed(2)} | ${deviation.toFixed(2)} | ${left(() => 1)} | ${left((i) => pairs[i]!.gain)} | ${left(slow)} |`,
  );
}
