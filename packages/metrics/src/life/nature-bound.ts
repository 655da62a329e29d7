import type { RgbPicture, Size } from '../rgb-picture.js';
import { LifeReferee, type ClipLife } from './clip-life.js';
import type { DeepFeatures } from './deep-features.js';

/** Frames of a clip that has a bound by nature: two stretches of 64. */
export const NATURE_MIN_FRAMES = 128;

/**
 * The bound that nature sets: the life of a clip's second half measured against its first half, both as they were filmed.
 * No decoder that draws motion of its own can be asked for less.
 * @param frames of one clip in display order
 * @param view the samples of a frame that are compared, as in `LifeReferee`
 * @returns undefined for clips of fewer than {@link NATURE_MIN_FRAMES} frames
 * @throws InvalidOptionError
 */
export async function natureBound<Frame extends Size>(
  frames: readonly Frame[],
  view: (frame: Frame) => RgbPicture,
  features?: DeepFeatures,
): Promise<ClipLife | undefined> {
  if (frames.length < NATURE_MIN_FRAMES) return undefined;
  const half = frames.length >> 1;
  return new LifeReferee(frames.slice(0, half), view, features).measure(frames.slice(half, 2 * half));
}
