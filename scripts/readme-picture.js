// @ts-check
/**
 * @file Makes the pictures of the README from the side-by-side video of the demo: one moment, and the clip in motion at
 * half the size and half the frame rate.
 *
 *   npm run demo -- --pictures
 */
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { openVideo } from '@dynamics-codec/node';
import { pictureToRgb } from 'dynamics-codec/picture';

const ROOT = join(import.meta.dirname, '..');
const VIDEO = join(ROOT, 'demo-output', 'lakeside-side-by-side.mp4');
const FOLDER = join(ROOT, 'docs', 'images');
const MOMENT_SECONDS = 2;
const MOTION_FPS = 12.5;

await mkdir(FOLDER, { recursive: true });
await writeMoment(join(FOLDER, 'lakeside.jpg'));
await writeMotion(join(FOLDER, 'lakeside.webp'));

/** @param {string} path */
async function writeMoment(path) {
  const { width, height, frames } = await readRgb({ start: MOMENT_SECONDS, frames: 1 });
  const [frame] = frames;
  if (frame === undefined) throw new Error(`${VIDEO} is shorter than ${MOMENT_SECONDS} s`);
  await sharp(frame, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 88, mozjpeg: true })
    .toFile(path);
  await say(path);
}

/** @param {string} path */
async function writeMotion(path) {
  const { width, height, frames } = await readRgb({ fps: MOTION_FPS });
  const half = { width: width >> 1, height: height >> 1 };
  const small = await Promise.all(
    frames.map((frame) =>
      sharp(frame, { raw: { width, height, channels: 3 } })
        .resize(half)
        .raw()
        .toBuffer(),
    ),
  );
  const delay = small.map(() => Math.round(1000 / MOTION_FPS));
  await sharp(Buffer.concat(small), {
    raw: { width: half.width, height: half.height * small.length, channels: 3, pageHeight: half.height },
  })
    .webp({ quality: 60, effort: 6, loop: 0, delay })
    .toFile(path);
  await say(path);
}

/** @param {import('@dynamics-codec/node').OpenVideoOptions} options */
async function readRgb(options) {
  const source = await openVideo(VIDEO, options);
  try {
    const frames = [];
    for await (const picture of source.frames()) frames.push(pictureToRgb(picture, 3));
    return { width: source.width, height: source.height, frames };
  } finally {
    await source.close();
  }
}

/** @param {string} path */
async function say(path) {
  process.stdout.write(`${path}: ${(await stat(path)).size} bytes\n`);
}
