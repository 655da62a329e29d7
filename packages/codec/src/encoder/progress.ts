import type { Picture } from '../picture/index.js';
import { untilAborted } from '../source/index.js';
import type { EncodeOptions, EncodeProgress, FrameSource } from './api.js';
import type { GroupStage } from './group/group-job.js';

/** Share of a group's work that is done when a stage begins, and how much the stage itself is. */
const STAGES: Readonly<Record<GroupStage, readonly [start: number, size: number]>> = {
  flow: [0, 0.6],
  modes: [0.6, 0.1],
  motion: [0.7, 0.3],
};

/** Turns the steps of an encode, whose groups may be under way side by side, into events whose fraction never falls. */
export class ProgressReporter {
  private framesRead = 0;
  private highest = 0;
  /** Frames' worth of work that is done, by group. */
  private readonly done = new Map<number, number>();

  constructor(private readonly options: Pick<EncodeOptions, 'onProgress' | 'frameCount' | 'signal'>) {}

  /** Passes frames on, counting them. @throws AbortError through the signal, also while the source hangs */
  async *counting(frames: FrameSource): AsyncGenerator<Picture, void, undefined> {
    for await (const frame of untilAborted(frames, this.options.signal)) {
      this.framesRead++;
      this.report('reading', 0);
      yield frame;
    }
  }

  /** Reports that a stage of a group is `share` (0 to 1) done. */
  withinGroup(group: number, frames: number, stage: GroupStage, share: number): void {
    const [start, size] = STAGES[stage];
    this.done.set(group, frames * (start + size * share));
    this.report(stage, this.sum() / Math.max(this.options.frameCount ?? 0, this.framesRead, 1));
  }

  /** Marks the frames of a group as done. */
  groupDone(group: number, frames: number): void {
    this.done.set(group, frames);
  }

  /** Reports a stage and a fraction of the whole; falling fractions are lifted to the highest so far. */
  report(stage: EncodeProgress['stage'], fraction: number): void {
    this.highest = Math.max(this.highest, Math.min(fraction, 1));
    this.options.onProgress?.({
      stage,
      fraction: this.highest,
      framesRead: this.framesRead,
      framesTotal: this.options.frameCount,
    });
  }

  private sum(): number {
    let sum = 0;
    for (const frames of this.done.values()) sum += frames;
    return sum;
  }
}
