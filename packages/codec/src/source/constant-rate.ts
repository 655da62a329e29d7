import { framesPerSecond, type FrameRate, type Picture } from '../picture/index.js';
import { MediaError } from './errors.js';
import type { TimedPicture } from './source.js';

/** No sound file shows one picture for longer; a damaged time would otherwise repeat it without end. Seconds. */
const LONGEST_HOLD = 600;

/**
 * Resamples pictures with times to a constant rate: output frame n shows the last picture whose time rounds to n or
 * less, so jitter of up to half a frame changes nothing, gaps repeat a picture and surplus pictures are left out.
 * @param pictures in display order; times need not start at 0
 * @param rate frames per second of the result
 * @param origin time of output frame 0, seconds; pictures before it only serve to show what is on screen by then
 * @param limit number of frames after which to stop
 * @throws MediaError `TRUNCATED` where times jump by more than ten minutes
 */
export async function* atConstantRate(
  pictures: AsyncIterable<TimedPicture>,
  rate: FrameRate,
  origin: number,
  limit: number,
): AsyncGenerator<Picture, void, undefined> {
  const fps = framesPerSecond(rate);
  const slot = (time: number) => Math.round((time - origin) * fps);
  let shown: TimedPicture | undefined;
  let next = 0;
  if (limit <= 0) return;
  for await (const timed of pictures) {
    if (shown) {
      assertHold(timed.time - shown.time);
      for (const until = slot(timed.time); next < until;) {
        yield shown.picture;
        if (++next >= limit) return;
      }
    }
    shown = timed;
  }
  if (!shown) return;
  assertHold(shown.duration);
  const end = Math.max(slot(shown.time) + 1, slot(shown.time + shown.duration));
  while (next < end && next < limit) {
    yield shown.picture;
    next++;
  }
}

function assertHold(seconds: number): void {
  if (seconds > LONGEST_HOLD)
    throw new MediaError(
      'TRUNCATED',
      `The video is damaged: one picture is to be shown for ${Math.round(seconds)} seconds`,
    );
}
