import type { VideoSample } from 'mediabunny';
import { atConstantRate } from 'dynamics-codec/source';
import { MediaError } from 'dynamics-codec/source';
import { orientPicture, type Orientation } from 'dynamics-codec/source';
import type { TimedPicture } from 'dynamics-codec/source';
import {
  framesPerSecond,
  resamplePicture,
  type ColourDescription,
  type FrameRate,
  type Picture,
} from 'dynamics-codec/picture';
import { frameCountOf, type Selection } from './selection.js';
import { pictureOfFrame } from './video-picture.js';

/** Share of the frames below which a file counts as cut short: time stamps may be a frame or two off. */
const WHOLE_FROM = 0.9;

/** What {@link selectedPictures} reads from. Times are those of the file's own clock, seconds. */
export interface SampleReader {
  /** Decoded samples of a time span in order; whoever takes one closes it. */
  readonly samples: (from: number, to: number) => AsyncGenerator<VideoSample, void, unknown>;
  readonly colour: ColourDescription;
  readonly orientation: Orientation | undefined;
  readonly frameRate: FrameRate;
  readonly startTime: number;
  readonly name: string;
}

/**
 * The frames of a selection at the clip's constant rate, cut out and resampled.
 * @throws MediaError `NO_FRAMES` or `TRUNCATED` where the file holds fewer than it promises
 */
export async function* selectedPictures(
  reader: SampleReader,
  selection: Selection,
  signal?: AbortSignal,
): AsyncGenerator<Picture, void, undefined> {
  const origin = reader.startTime + selection.start;
  const timed = timedPictures(reader, selection, signal);
  const expected = frameCountOf(selection, reader.frameRate);
  let given = 0;
  try {
    for await (const picture of atConstantRate(timed, reader.frameRate, origin, expected, reader.name)) {
      yield picture;
      given++;
    }
  } finally {
    await timed.return();
  }
  if (given === 0)
    throw new MediaError('NO_FRAMES', `${reader.name} has no picture from ${selection.start.toFixed(2)} seconds on`);
  if (given < WHOLE_FROM * expected) {
    throw new MediaError(
      'TRUNCATED',
      `${reader.name} breaks off after ${given} of the ${expected} frames to take; move the end of the part to ${(selection.start + given / framesPerSecond(reader.frameRate)).toFixed(1)} seconds`,
    );
  }
}

async function* timedPictures(
  reader: SampleReader,
  selection: Selection,
  signal?: AbortSignal,
): AsyncGenerator<TimedPicture, void, undefined> {
  const half = 0.5 / framesPerSecond(reader.frameRate);
  const from = reader.startTime + Math.max(0, selection.start - half);
  for await (const sample of reader.samples(from, reader.startTime + selection.end + half)) {
    try {
      signal?.throwIfAborted();
      const raw = await pictureOfFrame(sample, reader.colour);
      const upright = reader.orientation === undefined ? raw : orientPicture(raw, reader.orientation);
      yield { picture: taken(upright, selection, sample), time: sample.timestamp, duration: sample.duration };
    } finally {
      sample.close();
    }
  }
}

/** Cuts out and resamples; the window of the selection counts square pixels, the picture's need not be. */
function taken(picture: Picture, { crop, width, height }: Selection, sample: VideoSample): Picture {
  const across = picture.width / sample.displayWidth;
  const down = picture.height / sample.displayHeight;
  const part = { x: crop.x * across, y: crop.y * down, width: crop.width * across, height: crop.height * down };
  const whole = part.x === 0 && part.y === 0 && part.width === picture.width && part.height === picture.height;
  return whole && width === picture.width && height === picture.height
    ? picture
    : resamplePicture(picture, width, height, part);
}
