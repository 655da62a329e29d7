/** Runs works, so many at a time at most, in the order in which they were asked for. A work that fails holds back none. */
export class AtMost {
  private underWay = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly most: number) {}

  /** @returns what the work returns. @throws what it throws */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.underWay < this.most) this.underWay++;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.underWay--;
      else next();
    }
  }
}
