import { openVideo, type OpenVideoOptions, type VideoSource } from '@dynamics-codec/node';
import type { Picture } from 'dynamics-codec/picture';

/** Opens a video, reads all its pictures and closes it. */
export async function readVideo(
  path: string,
  options?: OpenVideoOptions,
): Promise<{ readonly source: VideoSource; readonly pictures: Picture[] }> {
  const source = await openVideo(path, options);
  const pictures: Picture[] = [];
  try {
    for await (const picture of source.frames()) pictures.push(picture);
  } finally {
    await source.close();
  }
  return { source, pictures };
}
