import { MediaError } from 'dynamics-codec/source';
import type { Picture } from 'dynamics-codec/picture';
import type { Clip } from './clip.js';

/** The picture of a video that has one alone. @throws MediaError */
export async function onlyPicture(clip: Clip): Promise<Picture> {
  const { width, height, name } = clip;
  const crop = { x: 0, y: 0, width, height };
  for await (const picture of clip.pictures({ start: 0, end: clip.duration, crop, width, height })) return picture;
  throw new MediaError('NO_FRAMES', `${name} holds no picture that can be decoded`);
}
