import { chunksOf, type FetchOptions, type StreamSource } from './stream-source.js';

/** What happens to a download, as a media element tells it. */
export type DownloadEvent = 'progress' | 'stalled' | 'suspend';

/** Least milliseconds between two `progress` events. */
const PROGRESS_MS = 350;
/** A download from which nothing has come for so many milliseconds has stalled. */
const STALL_MS = 3000;

/** The bytes of one stream on their way, chunk by chunk, as they are asked for. */
export class Download {
  /** Bytes that have arrived. */
  received = 0;
  /** Whether it waits for bytes just now. */
  isReading = false;
  private readonly abort = new AbortController();
  private readonly chunks: AsyncGenerator<Uint8Array, void, undefined>;
  private lastProgress = 0;

  constructor(
    source: StreamSource,
    options: FetchOptions,
    private readonly tell: (event: DownloadEvent) => void,
  ) {
    this.chunks = chunksOf(source, options, this.abort.signal);
  }

  /** Whether nothing more is wanted. */
  get isStopped(): boolean {
    return this.abort.signal.aborted;
  }

  /** The next chunk; `undefined` behind the last. @throws as `chunksOf` */
  async next(): Promise<Uint8Array | undefined> {
    this.isReading = true;
    const stall = setTimeout(() => this.tell('stalled'), STALL_MS);
    try {
      const { value, done } = await this.chunks.next();
      if (done === true) return undefined;
      this.received += value.length;
      const now = performance.now();
      if (now - this.lastProgress >= PROGRESS_MS) {
        this.lastProgress = now;
        this.tell('progress');
      }
      return value;
    } finally {
      clearTimeout(stall);
      this.isReading = false;
    }
  }

  /** All that is wanted has arrived. */
  finish(): void {
    void this.chunks.return();
    this.tell('progress');
    this.tell('suspend');
  }

  /** Fetches nothing more. */
  stop(): void {
    this.abort.abort();
  }
}
