import { mean, meanDeviation, quantile } from '../../math/index.js';
import type { Picture, Plane } from '../../picture/index.js';
import type { FrameSource } from '../api.js';
import { planeDifference, thumbnail } from './thumbnails.js';

/** Consecutive frames that become one group of pictures, and the frames behind them that its tail fades over. */
export interface Segment {
  readonly firstFrame: number;
  /** Frames of the group, then `tail` frames that belong to the next one. */
  readonly frames: readonly Picture[];
  readonly tail: number;
  /** Whether this is the only segment of the clip. */
  readonly whole: boolean;
}

/** Frames over which neighbouring groups of one shot cross-fade; fewer where groups are shorter than that. */
export const TAIL_FRAMES = 12;
/** Thumbnail difference, in levels, that a cut has at least. */
const CUT_LEVELS = 12;
/** How much larger than the upper quartile of recent differences a cut's is at least: of a flickering or slowed-down source half may be nothing. */
const CUT_RATIO = 6;
const RECENT = 12;
/** Differences that must be known before a small one can be a cut, and what one must have until then. */
const LEAST_KNOWN = 4;
const EARLY_CUT_LEVELS = 36;
/** Share of its contrast by which a frame may differ from one before that has been given its light; contrasts count as this at least. */
const ALIKE = 0.35;
const LEAST_CONTRAST = 3;
/** Mean distance from the mean, in levels, below which a frame shows nothing. */
const FLAT = 0.5;

/**
 * Splits frames into segments at scene cuts and at the group limit, holding no more than one segment in memory.
 * Where the number of frames is known, groups between cuts come out about equally long.
 * @param source frames of one size
 * @param longestTail frames over which neighbouring groups of one shot cross-fade at most
 */
export async function* segments(
  source: FrameSource,
  groupLimit: number,
  frameCount: number | undefined,
  longestTail = TAIL_FRAMES,
): AsyncGenerator<Segment, void, undefined> {
  let held: Picture[] = [];
  let firstFrame = 0;
  const cuts = new CutDetector();
  const limit = balancedLimit(groupLimit, frameCount);
  const tail = Math.min(longestTail, limit >> 1);
  for await (const frame of source) {
    if (cuts.isCut(frame)) {
      for (const part of flush(held, limit, longestTail)) {
        yield { ...part, firstFrame, whole: false };
        firstFrame += part.frames.length - part.tail;
      }
      held = [];
    }
    held.push(frame);
    if (held.length === limit + tail) {
      yield { firstFrame, frames: held, tail, whole: false };
      firstFrame += limit;
      held = held.slice(limit);
    }
  }
  for (const part of flush(held, limit, longestTail)) {
    yield { ...part, firstFrame, whole: firstFrame === 0 && part.tail === 0 };
    firstFrame += part.frames.length - part.tail;
  }
}

/** The held frames as segments: one, or two where they reach beyond the limit. */
function flush(held: readonly Picture[], limit: number, longestTail: number): Pick<Segment, 'frames' | 'tail'>[] {
  if (held.length === 0) return [];
  if (held.length <= limit) return [{ frames: held, tail: 0 }];
  const half = Math.ceil(held.length / 2);
  const tail = Math.min(longestTail, held.length - half);
  return [
    { frames: held.slice(0, half + tail), tail },
    { frames: held.slice(half), tail: 0 },
  ];
}

function balancedLimit(limit: number, frameCount: number | undefined): number {
  return frameCount === undefined ? limit : Math.ceil(frameCount / Math.ceil(frameCount / limit));
}

/** Says of each frame in turn whether a new shot begins with it. */
class CutDetector {
  private last: Plane | undefined;
  private recent: number[] = [];
  /** Whether the shot has shown nothing but one colour yet, out of which it may fade in or flash up. */
  private bare = true;

  isCut(frame: Picture): boolean {
    const small = thumbnail(frame);
    const last = this.last;
    this.last = small;
    const flat = meanDeviation(small.data) < FLAT;
    const begins = this.bare && !flat;
    this.bare &&= flat;
    if (last?.data.length !== small.data.length) return false;
    const difference = planeDifference(last, small);
    const usual = this.recent.length === 0 ? 0 : quantile(this.recent, 0.75);
    const least = this.recent.length < LEAST_KNOWN ? EARLY_CUT_LEVELS : CUT_LEVELS;
    const cut = difference > least && difference > CUT_RATIO * usual && !begins && !isLitOtherwise(last, small);
    // Without the cut's own difference to compare with, every frame of a flickering shot would be a cut.
    this.recent = cut ? [difference] : [...this.recent.slice(1 - RECENT), difference];
    if (cut) this.bare = flat;
    return cut;
  }
}

/** Whether it is light alone that makes a frame different, as a flash or a lamp that goes out: no new shot. */
function isLitOtherwise(before: Plane, after: Plane): boolean {
  const [first, second] = [meanDeviation(before.data), meanDeviation(after.data)];
  if (first < FLAT) return false;
  const gain = second / first;
  const from = aboutMean(before);
  const left = aboutMean(after).map((value, i) => Math.abs(value - gain * from[i]!));
  return mean(left) <= ALIKE * Math.max(second, LEAST_CONTRAST);
}

function aboutMean({ data }: Plane): Float32Array {
  const middle = mean(data);
  return data.map((value) => value - middle);
}
