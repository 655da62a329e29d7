/** Runs works one after the other, in the order in which they were asked for. A work that fails holds back none behind it. */
export class OneAtATime {
  private last: Promise<unknown> = Promise.resolve();

  /** @returns what the work returns. @throws what it throws */
  run<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.last.then(work);
    this.last = result.catch(() => undefined);
    return result;
  }
}
