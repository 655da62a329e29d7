/** Reads lines and blocks of a known length from chunks of bytes, keeping no more than it needs. */
export class ByteReader {
  private readonly chunks: AsyncIterator<Uint8Array>;
  private held: Uint8Array[] = [];
  private heldBytes = 0;

  constructor(private readonly source: AsyncIterable<Uint8Array> & { destroy?: () => unknown }) {
    this.chunks = source[Symbol.asyncIterator]();
  }

  /** The bytes up to the next line feed as Latin-1, without it; undefined at the end or after `limit` bytes. */
  async line(limit: number): Promise<string | undefined> {
    for (let want = 1; want <= limit;) {
      if (this.heldBytes < want && !(await this.more())) return undefined;
      const head = this.joined();
      const end = head.indexOf(10);
      if (end >= 0 && end < limit) return Buffer.from(this.take(end + 1).buffer, this.taken, end).toString('latin1');
      want = head.length + 1;
    }
    return undefined;
  }

  /** Exactly `length` bytes, valid until the next call; undefined where the stream ends before. */
  async exactly(length: number): Promise<Uint8Array | undefined> {
    while (this.heldBytes < length) if (!(await this.more())) return undefined;
    return this.take(length);
  }

  /** The first 16 bytes, or fewer, that were read but not taken, as Latin-1. */
  left(): string {
    return Buffer.from(this.joined().subarray(0, 16)).toString('latin1');
  }

  /** Ends a call that waits for bytes, too: of a stream that can be destroyed by destroying it. */
  async close(): Promise<void> {
    this.held = [];
    this.heldBytes = 0;
    this.source.destroy?.();
    await this.chunks.return?.();
  }

  private taken = 0;

  private take(length: number): Uint8Array {
    const all = this.joined();
    const head = all.subarray(0, length);
    this.taken = head.byteOffset;
    this.held = [all.subarray(length)];
    this.heldBytes = all.length - length;
    return head;
  }

  private joined(): Uint8Array {
    if (this.held.length !== 1) this.held = [Buffer.concat(this.held)];
    return this.held[0]!;
  }

  private async more(): Promise<boolean> {
    const next = await this.chunks.next();
    if (next.done === true) return false;
    this.held.push(next.value);
    this.heldBytes += next.value.length;
    return true;
  }
}
