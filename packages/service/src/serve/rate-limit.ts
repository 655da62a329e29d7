/** Counts what clients ask for, each for itself, in windows of a minute. */
export class RateLimit {
  private counts = new Map<string, number>();
  private windowEnds = 0;

  constructor(private readonly perMinute: number) {}

  /** Counts a request. @returns whether it may be served */
  take(client: string, now = Date.now()): boolean {
    if (now >= this.windowEnds) {
      this.counts = new Map();
      this.windowEnds = now + 60_000;
    }
    const count = (this.counts.get(client) ?? 0) + 1;
    this.counts.set(client, count);
    return count <= this.perMinute;
  }
}
