import { framesPerSecond, type FrameRate, type Window } from 'dynamics-codec/picture';

/** Which part of a clip to take, and at what size. */
export interface Selection {
  /** Seconds from the first frame. */
  readonly start: number;
  readonly end: number;
  /** Part of the picture, in its pixels. */
  readonly crop: Window;
  /** Size of the result, pixels. */
  readonly width: number;
  readonly height: number;
}

const SMALLEST_SIDE = 64;

/** Number of frames of a selection at a rate, at least 1. */
export function frameCountOf({ start, end }: Pick<Selection, 'start' | 'end'>, rate: FrameRate): number {
  return Math.max(1, Math.round((end - start) * framesPerSecond(rate)));
}

/**
 * Size of the result for a crop: its shape, the longest side as asked for but never larger than the crop's, even sides of
 * at least 64 pixels.
 */
export function outputSize(
  crop: Pick<Window, 'width' | 'height'>,
  longestSide: number,
): Pick<Selection, 'width' | 'height'> {
  const scale = Math.min(1, longestSide / Math.max(crop.width, crop.height));
  const even = (side: number): number => Math.max(SMALLEST_SIDE, 2 * Math.round((side * scale) / 2));
  return { width: even(crop.width), height: even(crop.height) };
}
