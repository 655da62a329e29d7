import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openVideo } from '@dynamics-codec/node';
import type { Picture } from 'dynamics-codec/picture';

/** Frame 50 of a training clip in the optional shared folder; `undefined` where it is not there. */
export async function middleFrame(clip: string): Promise<Picture | undefined> {
  const path = join('..', 'shared', 'clips', 'train', '256', `${clip}.mp4`);
  if (!existsSync(path)) return undefined;
  const video = await openVideo(path, { frames: 51 });
  let last: Picture | undefined;
  for await (const picture of video.frames()) last = picture;
  await video.close();
  return last;
}
