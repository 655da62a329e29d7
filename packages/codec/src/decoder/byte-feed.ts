/** Where the bytes of a stream come from: all of it at once, or its chunks in order. */
export type ByteSource = Uint8Array | AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Bytes of a stream that may still be arriving. */
export class ByteFeed {
  private bytes = new Uint8Array(0);
  private length = 0;
  private ended = false;
  private failure: Error | undefined;
  private waiters: (() => void)[] = [];
  private limit = Infinity;

  /** Starts reading `source`; a whole array counts as one chunk. */
  constructor(source: ByteSource) {
    if (source instanceof Uint8Array) {
      // Not slice(): of a Node Buffer that is no copy.
      this.bytes = new Uint8Array(source);
      this.length = source.length;
      this.ended = true;
    } else {
      void this.pump(source);
    }
  }

  /** What has arrived so far. */
  get received(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  /** Reads no further than the chunk in which `count` bytes are full, and lets go of the source then. */
  stopAfter(count: number): void {
    this.limit = count;
  }

  /**
   * Waits until `count` bytes are there or the source has ended, whichever comes first, and returns what is there.
   * @throws what the source threw; AbortError through `signal`
   */
  async atLeast(count: number, signal?: AbortSignal): Promise<Uint8Array> {
    const wake = (): void => this.wake();
    signal?.addEventListener('abort', wake);
    try {
      while (this.length < count && !this.ended) {
        signal?.throwIfAborted();
        await new Promise<void>((resolve) => this.waiters.push(resolve));
      }
    } finally {
      signal?.removeEventListener('abort', wake);
    }
    if (this.failure !== undefined && this.length < count) throw this.failure;
    return this.received;
  }

  private async pump(source: Exclude<ByteSource, Uint8Array>): Promise<void> {
    try {
      for await (const chunk of source) {
        this.append(chunk);
        this.wake();
        if (this.length >= this.limit) break;
      }
    } catch (error) {
      this.failure = error instanceof Error ? error : new Error(String(error));
    }
    this.ended = true;
    this.wake();
  }

  private append(chunk: Uint8Array): void {
    if (this.length + chunk.length > this.bytes.length) {
      const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + chunk.length));
      grown.set(this.received);
      this.bytes = grown;
    }
    this.bytes.set(chunk, this.length);
    this.length += chunk.length;
  }

  private wake(): void {
    const waiting = this.waiters;
    this.waiters = [];
    for (const resolve of waiting) resolve();
  }
}
