/** How far a bench has come. */
export interface BenchProgress {
  /** 0 to 1. */
  readonly fraction: number;
  /** What is being done. */
  readonly stage: string;
  /** Estimate from the points measured so far; unknown before the first. */
  readonly secondsLeft: number | undefined;
}

/** Time left from the pace of what really had to be done; points out of the cache count for nothing. */
export class BenchClock {
  private done = 0;
  private last = performance.now();
  private workSeconds = 0;
  private workShare = 0;
  private current = 0;
  private busy = false;
  private stage = '';

  constructor(
    private readonly parts: number,
    private readonly report: ((progress: BenchProgress) => void) | undefined,
  ) {}

  /** Something was measured since the last call of `within` or `finish`. */
  worked(): void {
    this.busy = true;
  }

  /** The current part is done to this share; `stage` comes next. */
  within(share: number, stage: string): void {
    this.move((this.done + share) / this.parts, stage);
  }

  /** Some of the parts are done. */
  finish(parts = 1): void {
    this.done += parts;
    this.move(this.done / this.parts, this.stage);
  }

  private move(fraction: number, stage: string): void {
    const now = performance.now();
    if (this.busy) {
      this.workSeconds += (now - this.last) / 1000;
      this.workShare += Math.max(0, fraction - this.current);
    }
    this.busy = false;
    this.stage = stage;
    this.last = now;
    this.current = fraction;
    const secondsLeft = this.workShare > 0 ? (this.workSeconds / this.workShare) * (1 - fraction) : undefined;
    this.report?.({ fraction, stage, secondsLeft });
  }
}
