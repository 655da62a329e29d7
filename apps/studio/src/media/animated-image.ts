import { clamp } from 'dynamics-codec/math';
import { VideoSample } from 'mediabunny';
import { MediaError, movingRate } from 'dynamics-codec/source';
import { frameRateFrom, framesPerSecond, MAX_SIDE, type ColourDescription } from 'dynamics-codec/picture';
import type { Clip } from './clip.js';
import { selectedPictures } from './selected-pictures.js';
import { pictureOfFrame } from './video-picture.js';

/** The colours of RGB pictures are not tagged; a decoded file is tagged by the size, as video is. */
const COLOUR: ColourDescription = { matrix: 'bt601', range: 'limited' };
/** A GIF counts in hundredths of a second. */
const TICK = 0.01;
/** What browsers make of frames that ask for no time at all, seconds. */
const SHORTEST_SHOWN = 0.1;

/** The type of a picture file that may be animated, by its first 16 bytes; undefined for anything else. */
export function animatedImageType(head: Uint8Array): 'image/gif' | 'image/webp' | 'image/png' | undefined {
  const text = String.fromCharCode(...head);
  if (text.startsWith('GIF8')) return 'image/gif';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'image/webp';
  return text.startsWith('\x89PNG') ? 'image/png' : undefined;
}

/**
 * Opens an animated picture (GIF, WebP, PNG) by the browser's own decoder, as a clip of the rate of its part that moves.
 * A picture that is held is repeated.
 * @throws MediaError for still pictures, broken files, and browsers without `ImageDecoder`
 */
export async function openAnimatedImage(file: Blob, name: string, type: string): Promise<Clip> {
  if (typeof ImageDecoder === 'undefined' || !(await ImageDecoder.isTypeSupported(type))) {
    throw new MediaError(
      'UNSUPPORTED',
      `${name} is an animated picture, which this browser does not take apart; convert it to MP4 first`,
    );
  }
  const decoder = new ImageDecoder({ data: await file.arrayBuffer(), type, preferAnimation: true });
  try {
    return await describe(decoder, name, type);
  } catch (error) {
    decoder.close();
    if (error instanceof MediaError) throw error;
    throw new MediaError('TRUNCATED', `${name} is damaged or cut short`, { cause: error });
  }
}

async function describe(decoder: ImageDecoder, name: string, type: string): Promise<Clip> {
  await decoder.tracks.ready;
  await decoder.completed;
  const frames = decoder.tracks.selectedTrack?.frameCount ?? 0;
  if (frames < 2) throw new MediaError('NOT_A_VIDEO', `${name} is a still picture; the studio takes moving ones`);
  const starts = await frameStarts(decoder, frames);
  const duration = starts[frames]!;
  const { width, height, isTransparent } = await firstFrame(decoder, name);
  const moving = movingRate(starts.slice(0, frames), TICK) ?? frameRateFrom(frames / duration);
  const frameRate = frameRateFrom(clamp(framesPerSecond(moving), 1, 60));
  const sampleOf = async (index: number): Promise<VideoSample> => {
    const { image: frame } = await decoder.decode({ frameIndex: index });
    return new VideoSample(frame, { timestamp: starts[index]!, duration: starts[index + 1]! - starts[index]! });
  };
  const indexAt = (seconds: number): number =>
    Math.max(
      0,
      Math.min(
        frames - 1,
        starts.findLastIndex((start) => start <= seconds),
      ),
    );
  async function* samples(from: number, to: number): AsyncGenerator<VideoSample, void, unknown> {
    for (let index = indexAt(from); index < frames && starts[index]! < to; index++) yield await sampleOf(index);
  }
  return {
    name,
    width,
    height,
    frameRate,
    duration: Math.max(duration, 1 / framesPerSecond(frameRate)),
    colour: COLOUR,
    container: type.replace('image/', '').toUpperCase(),
    codec: 'pictures',
    hasAudio: false,
    isTransparent,
    isSingle: false,
    startTime: 0,
    pictures: (selection, signal) =>
      selectedPictures(
        { samples, colour: COLOUR, orientation: undefined, frameRate, startTime: 0, name },
        selection,
        signal,
      ),
    sampleAt: (seconds) => sampleOf(indexAt(seconds)),
    samples,
    close: () => decoder.close(),
  };
}

/** What the first frame tells of the clip. @throws MediaError where it is too large */
async function firstFrame(
  decoder: ImageDecoder,
  name: string,
): Promise<Pick<Clip, 'width' | 'height' | 'isTransparent'>> {
  const { image } = await decoder.decode({ frameIndex: 0 });
  try {
    const { displayWidth: width, displayHeight: height } = image;
    if (Math.max(width, height) > MAX_SIDE)
      throw new MediaError('TOO_LARGE', `${name} has ${width}x${height} pixels; at most ${MAX_SIDE} a side are taken`);
    const isTransparent = /A/.test(image.format ?? '') && (await pictureOfFrame(image, COLOUR)).cover !== undefined;
    return { width, height, isTransparent };
  } finally {
    image.close();
  }
}

/** When each frame begins, seconds, and after them the end of the last. */
async function frameStarts(decoder: ImageDecoder, frames: number): Promise<number[]> {
  const starts = [0];
  for (let frameIndex = 0; frameIndex < frames; frameIndex++) {
    const { image } = await decoder.decode({ frameIndex });
    const seconds = (image.duration ?? 0) / 1e6;
    image.close();
    starts.push(starts.at(-1)! + (seconds > 0.01 ? seconds : SHORTEST_SHOWN));
  }
  return starts;
}
