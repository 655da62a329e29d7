/**
 * @file Two clips of 256x256 out of the bundled one, on which the trainings are tried: FOLDER/whole has 64 frames of each,
 * FOLDER/short 10. `lake-right` is held out by its name, `lake-left` is not.
 *
 *     npx tsx lab/training/smoke-clips.ts FOLDER
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createVideoWriter, openVideo } from '@dynamics-codec/node';

const SIZE = { width: 256, height: 256 };
const LENGTHS = { whole: 64, short: 10 };
/** Seconds of the bundled clip at which each begins. */
const BEGINNINGS = { 'lake-left': 0, 'lake-right': 1.4 };

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Usage: smoke-clips.ts FOLDER');
for (const [name, start] of Object.entries(BEGINNINGS)) {
  const source = await openVideo('samples/lakeside.mp4', {
    size: SIZE,
    start,
    frames: Math.max(...Object.values(LENGTHS)),
  });
  const { frameRate, colour } = source;
  const writers = await Promise.all(
    Object.entries(LENGTHS).map(async ([length, frames]) => {
      await mkdir(join(folder, length), { recursive: true });
      const writer = await createVideoWriter(join(folder, length, `${name}.mp4`), { ...SIZE, frameRate, colour });
      return { writer, frames };
    }),
  );
  let index = 0;
  for await (const picture of source.frames()) {
    for (const { writer, frames } of writers) if (index < frames) await writer.write(picture);
    index++;
  }
  for (const { writer } of writers) await writer.finish();
  await source.close();
}
process.exit(0);
