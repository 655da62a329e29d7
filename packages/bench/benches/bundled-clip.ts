/**
 * @file Whether the bundled clip moves at sizes from 128 to 512 and rates from 5 to 15 kbit/s: what is sent, and how much of
 * the change from frame to frame of the original is there once it is decoded. Ends with 1 where a stream stands still.
 *
 *     npm run measure -- bundled-clip [--frames 100] [--preset balanced]
 */
import { parseArgs } from 'node:util';
import { Decoder, encode, readStreamInfo } from 'dynamics-codec';
import { nodeStills } from '@dynamics-codec/node';
import type { Picture } from 'dynamics-codec/picture';
import { tableRow } from '../src/markdown-table.js';
import { SAMPLE } from './support/chosen-clips.js';
import { readClip } from './support/clip-pictures.js';

const SIDES = [128, 192, 256, 512];
const RATES = [5000, 8000, 15_000];
/** Frames of the clip, which the rates are of. */
const FRAMES = 100;
/** Share of the original's change that a clip must keep to count as moving. */
const LEAST_CHANGE = 0.1;

const { values } = parseArgs({
  options: { frames: { type: 'string', default: '100' }, preset: { type: 'string', default: 'balanced' } },
});
const stills = nodeStills();

/** Mean absolute difference of neighbouring frames, in levels of luma. */
function changeOf(frames: readonly Picture[]): number {
  let sum = 0;
  for (let t = 1; t < frames.length; t++) {
    const [before, after] = [frames[t - 1]!.y, frames[t]!.y];
    for (let i = 0; i < after.length; i++) sum += Math.abs(after[i]! - before[i]!) / after.length;
  }
  return sum / Math.max(frames.length - 1, 1);
}

for (const side of SIDES) {
  const { frames, frameRate } = await readClip(SAMPLE, {
    frames: Number(values.frames),
    size: { width: side, height: side },
  });
  for (const bitrate of RATES) {
    const preset = values.preset === 'fast' ? 'fast' : 'balanced';
    const { bytes } = await encode(frames, {
      frameRate,
      // Of fewer frames each gets more, so that the bytes of the whole clip are spent.
      target: { bitrate: (bitrate * FRAMES) / frames.length },
      stills,
      frameCount: frames.length,
      preset,
    });
    const decoder = await Decoder.open(bytes, { stills });
    const shown: Picture[] = [];
    for await (const frame of decoder.frames()) shown.push(frame);
    decoder.close();
    const { groups } = readStreamInfo(bytes);
    const kept = changeOf(shown) / changeOf(frames);
    if (kept < LEAST_CHANGE) process.exitCode = 1;
    console.log(
      tableRow([
        side,
        bitrate / 1000,
        bytes.length,
        groups.map(({ modes }) => modes).join(' '),
        groups.map(({ motionBytes }) => motionBytes).join(' '),
        groups.map(({ statisticsBytes }) => statisticsBytes).join(' '),
        kept.toFixed(2),
      ]),
    );
  }
}
