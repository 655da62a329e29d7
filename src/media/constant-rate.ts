import { framesPerSecond, type FrameRate, type Picture } from '../picture/index.js';
import type { TimedPicture } from './source.js';

/**
 * Resamples pictures with times to a constant rate: output frame n shows the last picture whose time rounds to n or
 * less, so jitter of up to half a frame changes nothing, gaps repeat a picture and surplus pictures are left out.
 * @param pictures in display order; times need not start at 0
 * @param rate frames per second of the result
 * @param origin time of output frame 0, seconds; pictures before it only serve to show what is on screen by then
 * @param limit number of frames after which to stop
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
      for (const until = slot(timed.time); next < until; ) {
        yield shown.picture;
        if (++next >= limit) return;
      }
    }
    shown = timed;
  }
  if (!shown) return;
  const end = Math.max(slot(shown.time) + 1, slot(shown.time + shown.duration));
  while (next < end && next < limit) {
    yield shown.picture;
    next++;
  }
}
