/** Spans of time in seconds, as a `TimeRanges`: here none or one. */
export class Ranges implements TimeRanges {
  /** Number of spans. */
  readonly length: number;

  /** @param until end of the span that begins with the clip; 0 where there is none */
  constructor(private readonly until: number) {
    this.length = until > 0 ? 1 : 0;
  }

  /** Where a span begins. @throws DOMException `IndexSizeError` where there is no such span */
  start(index: number): number {
    return this.at(index, 0);
  }

  /** Where a span ends. @throws DOMException `IndexSizeError` where there is no such span */
  end(index: number): number {
    return this.at(index, this.until);
  }

  private at(index: number, time: number): number {
    if (!(index >= 0 && index < this.length))
      throw new DOMException(`Expected a span below ${this.length} but received ${index}`, 'IndexSizeError');
    return time;
  }
}
