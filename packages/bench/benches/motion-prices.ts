/**
 * @file What motion bytes buy: `npm run measure -- motion-prices [-- CLIP...]`. Each training clip's motion at falling prices, for every
 * way to explain it and every precision of series that the encoder tries: bytes of the motion payload, and tOF and motion energy of the rendered frames
 * as shares of a still picture's and the original's. Compare two versions of the encoder by running it on both. Needs the
 * optional shared folder; prints a markdown table.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { prepareGroup } from '../../codec/src/decoder/group-decoder.js';
import { encoderPlan } from '../../codec/src/encoder/encoder-plan.js';
import { prepareCandidates } from '../../codec/src/encoder/group/group-preparation.js';
import { chooseKeyFrame } from '../../codec/src/encoder/clip/key-choice.js';
import { KeyLadder } from '../../codec/src/encoder/choose/key-ladder.js';
import { COARSE_SERIES, FINE_SERIES, USUAL_SERIES } from '../../codec/src/encoder/choose/motion-ladder.js';
import { ProgressReporter } from '../../codec/src/encoder/progress.js';
import { classicalAppearance, classicalMotion } from 'dynamics-codec/generator';
import { nodeStills } from '@dynamics-codec/node';
import { createFlow, disFlow, endpointError, type Flow } from 'dynamics-codec/motion';
import type { Picture } from 'dynamics-codec/picture';
import { clipFrames } from './clip-frames.js';

const CLIPS = [
  'fern-forest-sun-01',
  'grass-tendrils-01',
  'snowy-bush-01',
  'potted-red-rose-sim-01',
  'gloves-line-gen-01',
  'foxtail-grass-gen-01',
  'old-tree-sunbeams-gen-01',
];
const FRAMES = 100;
/** Every how many frames a pair of neighbours is measured. */
const STRIDE = 4;
const PRICES = [1e-3, 2.5e-4, 6e-5, 1.6e-5];
/** Of the price, at which series are quantised. */
const SHARES = [COARSE_SERIES, USUAL_SERIES, FINE_SERIES];
/** Quality of the key picture that is warped. */
const KEY_QUALITY = 20;

interface Pair {
  readonly t: number;
  readonly flow: Flow;
  readonly change: number;
}

const stills = nodeStills();

function pairAt(t: number, frame: (t: number) => Picture): Pair {
  const [a, b] = [frame(t), frame(t + 1)].map(({ width, height, y }) => ({ width, height, data: y.slice() }));
  let change = 0;
  for (let i = 0; i < a!.data.length; i++) change += Math.abs(a!.data[i]! - b!.data[i]!) / a!.data.length;
  return { t, flow: disFlow(a!, b!), change };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

async function measure(clip: string, path: string): Promise<void> {
  const frames = await clipFrames(path, FRAMES);
  const keyFrame = chooseKeyFrame(frames);
  const ladder = new KeyLadder(frames[keyFrame]!, stills, 4, { appearance: classicalAppearance, grainy: true });
  ladder.prepare();
  const group = await prepareCandidates(
    { frames, length: frames.length, keyFrame, tail: 0, loopFrames: 0 },
    ladder,
    encoderPlan(),
    new ProgressReporter({ frameRate: { numerator: 25, denominator: 1 }, target: { bitrate: 6000 }, stills }),
  );
  const coded = await ladder.at(KEY_QUALITY);
  const times = Array.from({ length: Math.floor((frames.length - 2) / STRIDE) + 1 }, (_, i) => i * STRIDE);
  const originals = times.map((t) => pairAt(t, (at) => frames[at]!));
  const still = mean(originals.map(({ flow }) => endpointError(flow, createFlow(flow.width, flow.height))));
  for (const [way, fitter] of group.motions.fitters.entries()) {
    for (const [price, share] of PRICES.flatMap((each) => SHARES.map((other) => [each, other] as const))) {
      const { motion: tokens, payload } = group.motions.at(price, fitter, share);
      const { renderer } = await prepareGroup(
        (await ladder.finish(coded)).shown,
        tokens,
        frames.length,
        0,
        classicalMotion,
      );
      const shown = times.map((t) => pairAt(t, (at) => renderer.render(at)));
      const tof = mean(shown.map(({ flow }, i) => endpointError(flow, originals[i]!.flow))) / still;
      const energy = mean(shown.map(({ change }) => change)) / mean(originals.map(({ change }) => change));
      const facts = [
        clip,
        way,
        price,
        `1/${1 / share}`,
        payload.length,
        tokens.modes.length,
        tokens.camera.length,
        tokens.advection === undefined ? '' : 'yes',
        tof.toFixed(3),
        energy.toFixed(2),
      ];
      console.log(`| ${facts.join(' | ')} |`);
    }
  }
}

async function main(): Promise<void> {
  const named = process.argv.slice(2);
  const clips = (named.length > 0 ? named : CLIPS).map((clip) => ({
    clip,
    path: join('..', 'shared', 'clips', 'train', '256', `${clip}.mp4`),
  }));
  const present = clips.filter(({ path }) => existsSync(path));
  if (present.length === 0) {
    console.log('No training clips in ../shared: nothing to measure.');
    return;
  }
  console.log(
    '| clip | way | price | share for series | bytes | modes | camera moves | advection | tOF / still | motion energy |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
  );
  for (const { clip, path } of present) await measure(clip, path);
}

await main();
