/** Chunks pushed on one side, awaited on the other: whoever pushes waits until the other side wants more. */
export class ArrivingBytes implements AsyncIterable<Uint8Array> {
  private readonly chunks: Uint8Array[] = [];
  private ended = false;
  private wake: (() => void) | undefined;
  private taken: (() => void) | undefined;

  /** Adds a chunk, once the one before was taken. @returns whether another one may be wanted, once this one was taken */
  async push(chunk: Uint8Array): Promise<boolean> {
    if (this.ended) return false;
    this.chunks.push(chunk);
    this.wake?.();
    await new Promise<void>((resolve) => (this.taken = resolve));
    return !this.ended;
  }

  /** No chunk follows. Those that were not taken still may be. */
  end(): void {
    this.ended = true;
    this.wake?.();
    this.taken?.();
  }

  /** All chunks in order, as they arrive. One reader only; where it leaves, no chunk is wanted any more. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for (;;) {
        const chunk = this.chunks.shift();
        if (chunk !== undefined) yield chunk;
        else if (this.ended) return;
        else {
          this.taken?.();
          await new Promise<void>((resolve) => (this.wake = resolve));
        }
      }
    } finally {
      this.end();
    }
  }
}
