// @ts-check
/**
 * @file Encodes one second of a video, then decodes one moment of it and writes that as a picture.
 *
 *   node examples/node/encode-and-decode.js [VIDEO] [FOLDER]
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeStills, openVideo } from '@dynamics-codec/node';
import { Decoder, encode, readStreamInfo } from 'dynamics-codec';
import { pictureToRgb } from 'dynamics-codec/picture';
import sharp from 'sharp';

const [video = join(import.meta.dirname, '../../samples/lakeside.mp4'), folder = '.'] = process.argv.slice(2);
const stills = nodeStills();

const source = await openVideo(video, { size: { width: 128, height: 128 }, frames: 25 });
const { bytes } = await encode(source.frames(), {
  frameRate: source.frameRate,
  colour: source.colour,
  target: { bitrate: 8000 },
  preset: 'fast',
  stills,
});
await source.close();

// A stream has a picture for every time, also between two frames of the original.
const decoder = await Decoder.open(bytes, { stills });
const { width, height, data } = await frameAt(0.51);
decoder.close();

await mkdir(folder, { recursive: true });
await writeFile(join(folder, 'clip.dync'), bytes);
await sharp(data, { raw: { width, height, channels: 3 } }).toFile(join(folder, 'moment.png'));

const { frames, duration, bitrate } = readStreamInfo(bytes);
console.log(`${frames} frames, ${duration} s: ${bytes.length} bytes, ${(bitrate / 1000).toFixed(1)} kbit/s`);

/** @param {number} seconds */
async function frameAt(seconds) {
  const picture = await decoder.frameAt(seconds);
  return { width: picture.width, height: picture.height, data: pictureToRgb(picture, 3) };
}
