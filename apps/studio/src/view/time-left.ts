/** How fast the time left that is shown comes near to what the pace says: a share of 1 - 1/e of the way in so long. */
const SETTLING_MS = 6000;
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
  /** When the job is taken to end, and when that was last thought over. */
  private end: { readonly at: number; readonly seen: number } | undefined;

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
    return { fraction: this.shown, left: known ? this.secondsLeft(now) : undefined };
  }

  /** The time runs down as clocks do, and what the pace says of the end is believed bit by bit. */
  private secondsLeft(now: number): number {
    const expected = this.start + (now - this.start) / this.shown;
    const { at, seen } = this.end ?? { at: expected, seen: now };
    const settled = this.shown >= 1 ? now : at + (expected - at) * (1 - Math.exp((seen - now) / SETTLING_MS));
    this.end = { at: settled, seen: now };
    return Math.max(0, settled - now) / 1000;
  }
}
