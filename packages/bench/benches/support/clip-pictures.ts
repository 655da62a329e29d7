import { readFile } from 'node:fs/promises';
import { Decoder } from 'dynamics-codec';
import { nodeStills, openVideo, type OpenVideoOptions } from '@dynamics-codec/node';
import type { ColourDescription, FrameRate, Picture } from 'dynamics-codec/picture';

/** Frames of a video file in memory, and what encoding them takes besides. */
export interface ClipPictures {
  readonly frames: readonly Picture[];
  readonly frameRate: FrameRate;
  readonly colour: ColourDescription;
}

/** Reads a video file, or the part of it that the options ask for. @throws MediaError */
export async function readClip(path: string, options: OpenVideoOptions): Promise<ClipPictures> {
  const video = await openVideo(path, options);
  try {
    const frames: Picture[] = [];
    for await (const picture of video.frames()) frames.push(picture);
    return { frames, frameRate: video.frameRate, colour: video.colour };
  } finally {
    await video.close();
  }
}

/** The first `count` frames of a video file. @throws MediaError */
export async function clipFrames(path: string, count: number): Promise<readonly Picture[]> {
  return (await readClip(path, { frames: count })).frames;
}

/** All frames of a stream, by the classical generators. */
export async function decodedFrames(stream: Uint8Array | string): Promise<Picture[]> {
  const bytes = typeof stream === 'string' ? await readFile(stream) : stream;
  const decoder = await Decoder.open(bytes, { stills: nodeStills() });
  try {
    const frames: Picture[] = [];
    for await (const picture of decoder.frames()) frames.push(picture);
    return frames;
  } finally {
    decoder.close();
  }
}
