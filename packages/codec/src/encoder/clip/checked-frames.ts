import { assertPixels, assertSeconds, MAX_FRAMES, streamBudgets, type StreamBudgets } from '../../bitstream/index.js';
import { assertPicture, InvalidOptionError, MIN_SIDE, type FrameRate, type Picture } from '../../picture/index.js';

/** What the frames of a clip must keep to. */
export interface FrameRules extends Pick<StreamBudgets, 'maxPixels' | 'maxSeconds'> {
  readonly frameRate: FrameRate;
}

/**
 * Passes frames on that can be encoded: each is looked at as it comes, before any is held.
 * @throws InvalidOptionError where a frame is no picture, is too small, or has another size than the first
 * @throws LimitError where they are too large, or play too long together
 */
export async function* checkedFrames(
  frames: AsyncIterable<Picture>,
  rules: FrameRules,
): AsyncGenerator<Picture, void, undefined> {
  const { maxPixels, maxSeconds } = streamBudgets(rules);
  let first: Picture | undefined;
  let count = 0;
  for await (const frame of frames) {
    assertPicture(frame, `frame ${count}`);
    first ??= asFirst(frame, maxPixels);
    if (first.width !== frame.width || first.height !== frame.height)
      throw new InvalidOptionError(`size of frame ${count}`, sizeOf(first), sizeOf(frame));
    assertSeconds(++count, rules.frameRate, maxSeconds);
    if (count > MAX_FRAMES) throw new InvalidOptionError('frames', `at most ${MAX_FRAMES} frames`, count);
    yield frame;
  }
}

function asFirst(frame: Picture, maxPixels: number): Picture {
  if (Math.min(frame.width, frame.height) < MIN_SIDE)
    throw new InvalidOptionError('size of the frames', `sides of at least ${MIN_SIDE} pixels`, sizeOf(frame));
  assertPixels(frame, maxPixels);
  return frame;
}

function sizeOf({ width, height }: Picture): string {
  return `${width}x${height}`;
}
