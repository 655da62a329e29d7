import type { Picture } from '../picture/index.js';
import type { EncodeOptions, EncodeProgress, FrameSource } from './api.js';

/** Share of a group's work that is done when a stage begins, and how much the stage itself is. */
const STAGES = { flow: [0, 0.6], modes: [0.6, 0.1], key: [0.7, 0.1], motion: [0.7, 0.3] } as const;

/** Turns the steps of an encode into progress events whose fraction never falls. */
export class ProgressReporter {
  private framesRead = 0;
  private framesDone = 0;
  private highest = 0;

  constructor(private readonly options: EncodeOptions) {}

  /** Passes frames on, counting them. */
  async *counting(frames: FrameSource): AsyncGenerator<Picture, void, undefined> {
    for await (const frame of frames) {
      this.options.signal?.throwIfAborted();
      this.framesRead++;
      this.report('reading', 0);
      yield frame;
    }
  }

  /** Reports that a stage of the present group is `share` (0 to 1) done. */
  withinGroup(stage: keyof typeof STAGES, share: number): void {
    const [start, size] = STAGES[stage];
    const total = this.total();
    const group = Math.max(this.framesRead - this.framesDone, 1);
    this.report(stage, total === 0 ? 0 : (this.framesDone + group * (start + size * share)) / total);
  }

  /** Marks the frames of a group as done. */
  groupDone(frames: number): void {
    this.framesDone += frames;
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

  private total(): number {
    return Math.max(this.options.frameCount ?? 0, this.framesRead);
  }
}
