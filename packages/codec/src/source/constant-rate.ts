import { framesPerSecond, type FrameRate, type Picture } from '../picture/index.js';
import { MediaError } from './errors.js';
import type { TimedPicture } from './source.js';

/** A damaged time, or a GIF that is to stop at its end, would repeat a picture for longer than anyone wants. Seconds. */
const LONGEST_HOLD = 600;

/**
 * Resamples pictures with times to a constant rate: output frame n shows the last picture whose time rounds to n or
 * less, so jitter of up to half a frame changes nothing, gaps repeat a picture and surplus pictures are left out.
 * @param pictures in display order; times need not start at 0
 * @param rate frames per second of the result
 * @param origin time of output frame 0, seconds; pictures before it only serve to show what is on screen by then
 * @param limit number of frames after which to stop
 * @param name of the clip, for errors
 * @throws MediaError `UNSUPPORTED` where more than ten minutes of one picture are asked for
 */
export async function* atConstantRate(
  pictures: AsyncIterable<TimedPicture>,
  rate: FrameRate,
  origin: number,
  limit: number,
  name = 'The clip',
): AsyncGenerator<Picture, void, undefined> {
  const fps = framesPerSecond(rate);
  const slot = (time: number) => Math.round((time - origin) * fps);
  let shown: TimedPicture | undefined;
  let next = 0;
  if (limit <= 0) return;
  const assertHold = (until: number) => {
    const seconds = (until - next) / fps;
    if (seconds > LONGEST_HOLD && until < limit) throw tooLong(name, seconds, next / fps);
  };
  for await (const timed of pictures) {
    if (shown) {
      const until = slot(timed.time);
      assertHold(until);
      while (next < until) {
        yield shown.picture;
        if (++next >= limit) return;
      }
    }
    shown = timed;
  }
  if (!shown) return;
  const end = Math.max(slot(shown.time) + 1, slot(shown.time + shown.duration));
  assertHold(end);
  while (next < end && next < limit) {
    yield shown.picture;
    next++;
  }
}

function tooLong(name: string, seconds: number, from: number): MediaError {
  const start = Math.round(from * 100) / 100;
  return new MediaError(
    'UNSUPPORTED',
    `${name} shows one picture for ${Math.round(seconds)} seconds, from second ${start} on, and at most ${LONGEST_HOLD} are taken: take fewer frames, which ends the clip there, or start behind it`,
  );
}
