/** Progress before which an estimate would be a guess. */
const EARLIEST = 0.05;
/** Share of the newest rate in the running one. */
const SMOOTHING = 0.15;

/** Estimates the time a job still takes from how its progress went so far. */
export class TimeLeft {
  private rate: number | undefined;
  private lastTime: number;
  private lastFraction = 0;

  /** @param start milliseconds, of the same clock as later times */
  constructor(private readonly start: number) {
    this.lastTime = start;
  }

  /**
   * Takes a step of progress.
   * @param fraction 0 to 1
   * @param now milliseconds
   * @returns seconds left; `undefined` while it is too early to tell
   */
  at(fraction: number, now: number): number | undefined {
    if (fraction > this.lastFraction && now > this.lastTime) {
      const step = (fraction - this.lastFraction) / (now - this.lastTime);
      this.rate = this.rate === undefined ? step : this.rate + SMOOTHING * (step - this.rate);
      this.lastTime = now;
      this.lastFraction = fraction;
    }
    if (fraction < EARLIEST || this.rate === undefined) return undefined;
    const overall = fraction / (now - this.start);
    const left = (1 - fraction) / ((this.rate + overall) / 2) / 1000;
    return Math.max(0, left);
  }
}
