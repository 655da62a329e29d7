import { MAX_TAIL } from 'dynamics-codec/motion';
import { framesPerSecond } from 'dynamics-codec/picture';
import type { GroupSpan, StreamFacts } from './stream-facts.js';

/** A place in the play of a stream: seconds since its start, and how often it has started over. */
export interface Position {
  readonly time: number;
  readonly laps: number;
}

/** A group that is on show at some time, lowest first. */
export interface VisibleGroup {
  readonly index: number;
  /** Frames since the first of the group; any real number. */
  readonly t: number;
  readonly opacity: number;
}

/**
 * How a clip that starts over closes its seam: `none` plays once; `period` is a clip that was encoded as a loop and just
 * goes on; `fade` blends the end of any other clip into its beginning.
 */
export type Seam = 'none' | 'period' | 'fade';

/** Seconds over which the end of a clip fades into its beginning, at most a quarter of the clip. */
const FADE_SECONDS = 0.6;
/** A time this near to that of a frame, in frames, is meant to be that of the frame. */
const SNAP = 1e-6;

/** What is to be known of a stream to tell what is on show when. */
export type TimedStream = Pick<StreamFacts, 'frameRate' | 'frames'> & {
  readonly groups: readonly Pick<GroupSpan, 'firstFrame' | 'frames'>[];
};

/** Which groups are on show when. Times are seconds. */
export class Timeline {
  readonly framesPerSecond: number;
  readonly frames: number;
  private readonly groups: TimedStream['groups'];

  constructor(facts: TimedStream) {
    this.framesPerSecond = framesPerSecond(facts.frameRate);
    this.frames = facts.frames;
    this.groups = facts.groups;
  }

  /** Length of the clip. */
  get duration(): number {
    return this.frames / this.framesPerSecond;
  }

  /** Length of one lap of a clip that was encoded as a loop of `loopFrames`: the whole periods within it. */
  lap(loopFrames: number): number {
    const whole = loopFrames > 0 ? Math.floor(this.frames / loopFrames) * loopFrames : this.frames;
    return (whole > 0 ? whole : this.frames) / this.framesPerSecond;
  }

  /** Index of the group of a time. */
  groupAt(time: number): number {
    const frame = Math.min(this.frameAt(time), this.frames - 1);
    let index = this.groups.length - 1;
    while (index > 0 && this.groups[index]!.firstFrame > frame) index--;
    return index;
  }

  /** Groups that a frame is made of, that of the time first; whether the one before it still fades is known once it is there. */
  needed({ time }: Position, seam: Seam): number[] {
    const here = this.groupAt(time);
    const frame = this.frameAt(time);
    const groups = [here];
    if (here > 0 && frame - this.groups[here]!.firstFrame < MAX_TAIL) groups.push(here - 1);
    if (seam === 'fade' && here > 0 && frame > this.frames - this.fadeFrames) groups.push(0);
    return groups;
  }

  /** The group that playing on will come to. */
  next({ time }: Position, seam: Seam): number | undefined {
    const next = this.groupAt(time) + 1;
    if (next < this.groups.length) return next;
    return seam === 'fade' ? 0 : undefined;
  }

  /**
   * The groups on show, lowest first.
   * @param tailOf frames over which a group fades into the next; 0 where it is not known
   * @param lap seconds of one lap
   */
  visible({ time, laps }: Position, seam: Seam, lap: number, tailOf: (index: number) => number): VisibleGroup[] {
    const frame = this.frameAt(time);
    if (seam === 'period') return [{ index: 0, t: laps * lap * this.framesPerSecond + frame, opacity: 1 }];
    const shown = this.plain(seam === 'none' ? Math.min(frame, this.frames - 1) : frame, this.groupAt(time), tailOf);
    const into = frame - (this.frames - this.fadeFrames);
    if (seam === 'fade' && into > 0)
      shown.push({ index: 0, t: frame - this.frames, opacity: smooth(into / this.fadeFrames) });
    return shown;
  }

  private plain(frame: number, index: number, tailOf: (index: number) => number): VisibleGroup[] {
    const t = frame - this.groups[index]!.firstFrame;
    const before = this.groups[index - 1];
    const tail = before === undefined ? 0 : tailOf(index - 1);
    if (before === undefined || t >= tail) return [{ index, t, opacity: 1 }];
    return [
      { index: index - 1, t: before.frames + t, opacity: 1 },
      { index, t, opacity: smooth((t + 1) / (tail + 1)) },
    ];
  }

  private get fadeFrames(): number {
    return Math.min(FADE_SECONDS * this.framesPerSecond, this.frames / 4);
  }

  private frameAt(time: number): number {
    const frame = time * this.framesPerSecond;
    const nearest = Math.round(frame);
    return Math.abs(frame - nearest) < SNAP ? nearest : frame;
  }
}

function smooth(share: number): number {
  return share * share * (3 - 2 * share);
}
