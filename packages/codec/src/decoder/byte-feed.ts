import { LimitError } from '../bitstream/index.js';
import { InvalidOptionError } from '../picture/index.js';

/** Where the bytes of a stream come from: all of it at once, or its chunks in order. */
export type ByteSource = Uint8Array | AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** How a {@link ByteFeed} reads. */
export interface FeedOptions {
  /** Most bytes that are kept. */
  readonly maxBytes?: number;
  /** Ends all reading and waiting, with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Reading runs for this long before timers, input and signals get their turn: a source may never pause by itself. */
const SLICE_MS = 10;

/**
 * Bytes of a stream that may still be arriving. The source is asked for no more than what somebody waits for or
 * {@link want}s, and it is let go of (`return()`) as soon as nothing more will be: at the end of the stream, when the feed
 * is closed, when the signal is raised.
 */
export class ByteFeed {
  private bytes = new Uint8Array(0);
  private length = 0;
  private wanted = 0;
  private limit = Infinity;
  private source: Iterator<Uint8Array> | AsyncIterator<Uint8Array> | undefined;
  private reading = false;
  private failure: Error | undefined;
  private waiters: (() => void)[] = [];
  private readonly maxBytes: number;
  private readonly signal: AbortSignal | undefined;

  /** @throws InvalidOptionError where `source` is none; LimitError where a whole array is too long */
  constructor(source: ByteSource, { maxBytes = Infinity, signal }: FeedOptions = {}) {
    this.maxBytes = maxBytes;
    this.signal = signal;
    if (source instanceof Uint8Array) {
      this.assertRoom(source.length);
      // Not slice(): of a Node Buffer that is no copy.
      this.bytes = new Uint8Array(source);
      this.length = source.length;
    } else {
      this.source = iteratorOf(source);
      signal?.addEventListener('abort', this.abort);
    }
  }

  /** What has arrived so far. */
  get received(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  /**
   * Reads no further than the chunk in which `count` bytes are full, and lets go of the source then.
   * @throws LimitError where those are more than are kept
   */
  stopAfter(count: number): void {
    this.assertRoom(count);
    this.limit = count;
    if (this.length >= count) this.letGo();
  }

  /** Has `count` bytes read without waiting for them. */
  want(count: number): void {
    this.wanted = Math.max(this.wanted, count);
    void this.read();
  }

  /**
   * Waits until `count` bytes are there or the source has ended, whichever comes first, and returns what is there.
   * @throws where they will never be there: what the source threw, LimitError, the reason of {@link close} or of the signal
   */
  async atLeast(count: number): Promise<Uint8Array> {
    this.want(count);
    while (this.length < count && this.source !== undefined)
      await new Promise<void>((resolve) => this.waiters.push(resolve));
    if (this.failure !== undefined && this.length < count) throw this.failure;
    return this.received;
  }

  /** Reads nothing more. @param reason thrown to those who wait, and to all who come, for bytes that are not there */
  close(reason: Error): void {
    this.failure ??= reason;
    this.letGo();
  }

  /** The source may be let go of while it is waited for. */
  private get isLetGo(): boolean {
    return this.source === undefined;
  }

  private readonly abort = (): void => this.close(this.signal?.reason as Error);

  private async read(): Promise<void> {
    if (this.reading) return;
    this.reading = true;
    let last = performance.now();
    try {
      while (this.source !== undefined && this.length < this.wanted) {
        const next = (await this.source.next()) as IteratorResult<Uint8Array, void>;
        if (next.done === true) this.source = undefined;
        else if (!this.isLetGo) this.append(next.value);
        this.wake();
        if (performance.now() - last < SLICE_MS) continue;
        await new Promise<void>((resolve) => setTimeout(resolve, 0));
        last = performance.now();
      }
    } catch (error) {
      this.close(error instanceof Error ? error : new Error(String(error)));
    }
    this.reading = false;
    if (this.source === undefined) this.letGo();
  }

  private append(chunk: Uint8Array): void {
    if (!(chunk instanceof Uint8Array)) throw new InvalidOptionError('source', 'chunks that are Uint8Array', chunk);
    this.assertRoom(this.length + chunk.length);
    if (this.length + chunk.length > this.bytes.length) {
      const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + chunk.length));
      grown.set(this.received);
      this.bytes = grown;
    }
    this.bytes.set(chunk, this.length);
    this.length += chunk.length;
    if (this.length >= this.limit) this.letGo();
  }

  private assertRoom(length: number): void {
    if (length > this.maxBytes) throw new LimitError('maxBytes', this.maxBytes, 'bytes', length);
  }

  /** Does not wait: a source that hangs may never answer. */
  private letGo(): void {
    const { source } = this;
    this.source = undefined;
    this.signal?.removeEventListener('abort', this.abort);
    this.wake();
    void (async () => source?.return?.())().catch(() => undefined);
  }

  private wake(): void {
    const waiting = this.waiters;
    this.waiters = [];
    for (const resolve of waiting) resolve();
  }
}

function iteratorOf(source: Exclude<ByteSource, Uint8Array>): Iterator<Uint8Array> | AsyncIterator<Uint8Array> {
  // Callers without types hand in anything.
  const given = Object(source) as object;
  if (Symbol.asyncIterator in given) return (given as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  if (Symbol.iterator in given) return (given as Iterable<Uint8Array>)[Symbol.iterator]();
  throw new InvalidOptionError('source', 'a Uint8Array or an iterable of them', source);
}
