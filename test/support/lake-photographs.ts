import { join } from 'node:path';
import sharp from 'sharp';
import { openVideo } from '@dynamics-codec/node';
import { pictureToRgb, type Picture } from 'dynamics-codec/picture';

const LAKE = join(import.meta.dirname, '../../samples/lakeside.mp4');

/** Writes a frame of the bundled clip as `lake.png`, and as `turned.jpg`, which its orientation turns by a quarter. @returns the frame */
export async function writeLakePhotographs(folder: string, width: number, height: number): Promise<Picture> {
  const lake = await openVideo(LAKE, { frames: 1, size: { width, height } });
  let shown: Picture | undefined;
  for await (const picture of lake.frames()) {
    shown = structuredClone(picture);
    const rgb = sharp(pictureToRgb(picture, 3), { raw: { width, height, channels: 3 } });
    await rgb.clone().png().toFile(join(folder, 'lake.png'));
    await rgb.clone().withMetadata({ orientation: 6 }).jpeg({ quality: 90 }).toFile(join(folder, 'turned.jpg'));
  }
  await lake.close();
  return shown!;
}
