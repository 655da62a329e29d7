/** Progress before which an estimate would be a guess. */
const EARLIEST = 0.05;

/** What {@link JobClock} says. */
export interface Estimate {
  /** 0 to 1; never falls. */
  readonly fraction: number;
  /** Seconds; undefined while it is too early to tell. */
  readonly left: number | undefined;
}

/**
 * Estimates how far a job is between its reports, and the time it still takes. A part of the work that reports nothing is
 * taken to come nearer to its end ever more slowly, at the pace of the job so far to begin with; so the figures keep moving
 * without running ahead. All times in milliseconds of one clock.
 */
export class JobClock {
  private fraction = 0;
  private partEnd = 0;
  private reported: number;
  private shown = 0;

  constructor(private readonly start: number) {
    this.reported = start;
  }

  /** Takes a report: how far the job is, and where the present part of it ends. */
  report(fraction: number, partEnd: number, now: number): void {
    if (fraction > this.fraction || partEnd > this.partEnd) this.reported = now;
    this.fraction = Math.max(this.fraction, fraction);
    this.partEnd = Math.max(this.partEnd, partEnd);
  }

  /** The estimate for a moment. */
  at(now: number): Estimate {
    const elapsed = this.reported - this.start;
    const rest = this.partEnd - this.fraction;
    const pace = elapsed > 0 ? this.fraction / elapsed : 0;
    const creep = pace > 0 && rest > 0 ? rest * (1 - Math.exp((-pace * (now - this.reported)) / rest)) : 0;
    this.shown = Math.max(this.shown, this.fraction + creep);
    const known = this.shown >= EARLIEST && now > this.start;
    return {
      fraction: this.shown,
      left: known ? ((now - this.start) * (1 - this.shown)) / this.shown / 1000 : undefined,
    };
  }
}
