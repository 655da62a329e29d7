/**
 * @file What the effort of the still encoder and the sharpening of the classical appearance generator do to key
 * pictures: `npm run bench:key`. The middle frame of six training clips at seven qualities; BD-rate by LPIPS against
 * effort 4 without sharpening. Needs the optional shared folder; prints a markdown table.
 */
import { join } from 'node:path';
import { restoreKey } from '../src/codec/group-decoder.js';
import { classicalAppearance } from '../src/generator/index.js';
import { nodeStills } from '../src/media/index.js';
import { bdRate, openLpips, rgbPicture, type Lpips, type RatePoint } from '../src/metrics/index.js';
import type { Picture } from '../src/picture/index.js';
import { middleFrame } from './training-frame.js';

const SHARED = join('..', 'shared');
const CLIPS = ['big-tree-gen-01', 'leaves-rain-closeup-01', 'snowy-bush-01', 'lotus-gen-01', 'grass-tendrils-01', 'night-bridge-water-01'];
const QUALITIES = [8, 12, 16, 20, 25, 30, 36];
const VARIANTS = [
  { name: 'effort 4', effort: 4, fidelity: 1 },
  { name: 'effort 3', effort: 3, fidelity: 1 },
  { name: 'effort 5', effort: 5, fidelity: 1 },
  { name: 'effort 6', effort: 6, fidelity: 1 },
  { name: 'effort 9', effort: 9, fidelity: 1 },
  { name: 'effort 4, sharpened', effort: 4, fidelity: 0 },
];

interface Curve {
  readonly points: readonly RatePoint[];
  readonly milliseconds: number;
}

const stills = nodeStills();

async function curveOf(picture: Picture, effort: number, fidelity: number, lpips: Lpips): Promise<Curve> {
  const points: RatePoint[] = [];
  let milliseconds = 0;
  for (const quality of QUALITIES) {
    const start = performance.now();
    const payload = await stills.encode(picture, { quality, effort });
    milliseconds += (performance.now() - start) / QUALITIES.length;
    const decoded = await stills.decode(payload, picture.width, picture.height);
    const shown = await restoreKey({ picture: decoded, bytes: payload.length }, 0, { appearance: classicalAppearance, fidelity });
    points.push({ rate: payload.length, quality: await lpips.distance(rgbPicture(picture), rgbPicture(shown)) });
  }
  return { points, milliseconds };
}

async function main(): Promise<void> {
  const pictures = (await Promise.all(CLIPS.map(middleFrame))).filter((picture) => picture !== undefined);
  if (pictures.length === 0) {
    console.log('No training clips in ../shared: nothing to measure.');
    return;
  }
  const lpips = await openLpips(join(SHARED, 'metrics', 'lpips-squeeze-v0.1.onnx'), 2);
  const base = await Promise.all(pictures.map((picture) => curveOf(picture, 4, 1, lpips)));
  console.log('| key picture | BD-rate by LPIPS, mean | worst | milliseconds an encode |\n| --- | --- | --- | --- |');
  for (const { name, effort, fidelity } of VARIANTS) {
    const rates: number[] = [];
    let milliseconds = 0;
    for (const [i, picture] of pictures.entries()) {
      const curve = await curveOf(picture, effort, fidelity, lpips);
      milliseconds += curve.milliseconds / pictures.length;
      const result = bdRate(base[i]!.points, curve.points, 'lower');
      if ('percent' in result) rates.push(result.percent);
    }
    const mean = rates.reduce((sum, rate) => sum + rate, 0) / Math.max(rates.length, 1);
    console.log(`| ${name} | ${mean.toFixed(1)} % | ${Math.max(...rates).toFixed(1)} % | ${milliseconds.toFixed(0)} |`);
  }
  await lpips.close();
}

await main();
