/**
 * @file Writes the project's own sample clip, `samples/lakeside.mp4`: `npm run sample [-- OUTPUT]`. The clip is four
 * seconds of the procedural scene in `samples/scene`, 512x512 at 25 fps, and loops without a seam.
 */
import { createVideoWriter } from '@dynamics-codec/node';
import { BT709_LIMITED, pictureFromRgb } from 'dynamics-codec/picture';
import { LOOP_SECONDS, renderScene } from './scene/index.js';

const SIDE = 512;
const FRAMES_PER_SECOND = 25;
/** High enough that no eye tells it from the rendering, low enough for a file of at most 1.5 megabytes. */
const QUALITY = 74;

async function writeClip(output: string): Promise<void> {
  const writer = await createVideoWriter(output, {
    width: SIDE,
    height: SIDE,
    frameRate: { numerator: FRAMES_PER_SECOND, denominator: 1 },
    colour: BT709_LIMITED,
    quality: QUALITY,
  });
  try {
    const frames = LOOP_SECONDS * FRAMES_PER_SECOND;
    for (let frame = 0; frame < frames; frame++) {
      await writer.write(pictureFromRgb(renderScene(frame / FRAMES_PER_SECOND, SIDE, SIDE), SIDE, SIDE, 3));
      if (frame % 10 === 9) console.error(`${frame + 1} of ${frames} frames`);
    }
    await writer.finish();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

const output = process.argv[2] ?? 'samples/lakeside.mp4';
await writeClip(output);
console.error(`wrote ${output}`);
