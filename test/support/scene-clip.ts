import { createVideoWriter } from '@dynamics-codec/node';
import { BT709_LIMITED } from 'dynamics-codec/picture';
import { scenePicture } from '../media-scene.js';

/** Writes a video of 64x64 at 25 frames a second, of the format that its name tells. @param first index of its first picture in the scene */
export async function writeSceneClip(path: string, frames: number, first = 0): Promise<void> {
  const frameRate = { numerator: 25, denominator: 1 };
  const writer = await createVideoWriter(path, { width: 64, height: 64, frameRate, colour: BT709_LIMITED });
  for (let n = 0; n < frames; n++) await writer.write(scenePicture(64, 64, first + n));
  await writer.finish();
}
