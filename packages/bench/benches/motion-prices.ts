/**
 * @file What motion bytes buy. Each training clip's motion at falling prices, for every way to explain it and every
 * precision of series that the encoder tries: bytes of the motion payload, and tOF and motion energy of the rendered frames
 * as shares of a still picture's and the original's. Compare two versions of the encoder by running it on both. Needs the
 * optional shared folder; prints a markdown table.
 *
 *     npm run measure -- motion-prices [CLIP...]
 */
import { prepareGroup } from '../../codec/src/decoder/group-decoder.js';
import { COARSE_SERIES, FINE_SERIES, USUAL_SERIES } from '../../codec/src/encoder/choose/motion-ladder.js';
import { classicalMotion } from 'dynamics-codec/generator';
import { tableHead, tableRow } from '../src/markdown-table.js';
import { sharedClips, type ChosenClip } from './support/chosen-clips.js';
import { clipFrames } from './support/clip-pictures.js';
import { groupMotion } from './support/group-motion.js';
import { MotionFigures } from './support/motion-figures.js';

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
const STRIDE = 4;
const PRICES = [1e-3, 2.5e-4, 6e-5, 1.6e-5];
/** Of the price, at which series are quantised. */
const SHARES = [COARSE_SERIES, USUAL_SERIES, FINE_SERIES];
/** Quality of the key picture that is warped. */
const KEY_QUALITY = 20;

async function measure({ clip, path }: ChosenClip): Promise<void> {
  const frames = await clipFrames(path, FRAMES);
  const { keys, motions } = await groupMotion(frames);
  const { shown } = await keys.finish(await keys.at(KEY_QUALITY));
  const figures = new MotionFigures(frames, STRIDE);
  for (const [way, fitter] of motions.fitters.entries()) {
    for (const [price, share] of PRICES.flatMap((each) => SHARES.map((other) => [each, other] as const))) {
      const { motion, payload } = await motions.at(price, fitter, share);
      const { renderer } = await prepareGroup(shown, motion, frames.length, 0, classicalMotion);
      const { tof, energy } = figures.of((t) => renderer.render(t));
      console.log(
        tableRow([
          clip,
          way,
          price,
          `1/${1 / share}`,
          payload.length,
          motion.modes.length,
          motion.camera.length,
          motion.advection === undefined ? '' : 'yes',
          tof.toFixed(3),
          energy.toFixed(2),
        ]),
      );
    }
  }
}

const HEAD = [
  'clip',
  'way',
  'price',
  'share for series',
  'bytes',
  'modes',
  'camera moves',
  'advection',
  'tOF / still',
  'motion energy',
];

const named = process.argv.slice(2);
const clips = sharedClips('train', named.length > 0 ? named : CLIPS);
if (clips.length > 0) console.log(tableHead(HEAD).join('\n'));
for (const clip of clips) await measure(clip);
