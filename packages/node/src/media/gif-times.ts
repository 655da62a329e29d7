import { framesPerSecond, type FrameRate } from 'dynamics-codec/picture';

/** GIF counts in hundredths of a second. */
export const GIF_TICKS = 100;
/** Browsers play anything shorter for ten hundredths. */
const SHORTEST = 2;

/** Which frames of a clip a GIF shows, and when. */
export interface GifTimes {
  /** Index of the frame and the hundredth of a second from which it is shown, in order. */
  readonly shown: readonly { readonly index: number; readonly tick: number }[];
  /** When the GIF ends, hundredths of a second. */
  readonly end: number;
}

/**
 * Chooses the frames of a GIF: all of them up to 50 a second, each at the hundredth that is nearest. Above, 50 a second
 * that are nearest in time, since browsers slow down what is faster. The whole lasts as long as the clip, to within a
 * hundredth.
 * @param count number of frames of the clip
 */
export function gifTimes(count: number, rate: FrameRate): GifTimes {
  const ticksEach = GIF_TICKS / framesPerSecond(rate);
  if (ticksEach >= SHORTEST) {
    const shown = Array.from({ length: count }, (_, index) => ({ index, tick: Math.round(index * ticksEach) }));
    return { shown, end: endOf(shown, count * ticksEach) };
  }
  const kept = Math.min(count, Math.max(1, Math.round((count * ticksEach) / SHORTEST)));
  const shown = Array.from({ length: kept }, (_, slot) => ({
    index: Math.min(count - 1, Math.round((slot * SHORTEST) / ticksEach)),
    tick: slot * SHORTEST,
  }));
  return { shown, end: endOf(shown, count * ticksEach) };
}

function endOf(shown: GifTimes['shown'], ticks: number): number {
  return Math.max(Math.round(ticks), (shown.at(-1)?.tick ?? 0) + SHORTEST);
}
