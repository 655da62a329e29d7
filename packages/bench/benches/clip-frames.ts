import { openVideo } from '@dynamics-codec/node';
import type { Picture } from 'dynamics-codec/picture';

/** The first `count` frames of a video file. */
export async function clipFrames(path: string, count: number): Promise<Picture[]> {
  const video = await openVideo(path, { frames: count });
  const frames: Picture[] = [];
  for await (const picture of video.frames()) frames.push(picture);
  await video.close();
  return frames;
}
