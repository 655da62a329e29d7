import { CorruptStillError } from './errors.js';

/** Reads integers from a part of an AV1 stream, the highest bit first (AV1 specification, 4.10.2 and 4.10.7). */
export class BitReader {
  private at = 0;

  /** @param part what `bytes` hold, for messages */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly part: string,
  ) {}

  /**
   * An unsigned integer of `count` bits, at most 32: `f(n)`.
   * @throws CorruptStillError where the bytes end before it does
   */
  take(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++, this.at++) {
      const byte = this.bytes[this.at >> 3];
      if (byte === undefined) throw new CorruptStillError(`Expected more data in the AV1 ${this.part}`, this.at >> 3);
      value = value * 2 + ((byte >> (7 - (this.at & 7))) & 1);
    }
    return value;
  }

  /**
   * An unsigned integer below `count`, in as few bits as it needs: `ns(n)`.
   * @throws CorruptStillError where the bytes end before it does
   */
  takeBelow(count: number): number {
    const width = 32 - Math.clz32(count);
    const short = 2 ** width - count;
    const value = this.take(width - 1);
    return value < short ? value : value * 2 - short + this.take(1);
  }

  /** Whole bytes that have been read, a byte of which some bits were counted as one. */
  get position(): number {
    return (this.at + 7) >> 3;
  }

  /** Bits that have been read. */
  get bit(): number {
    return this.at;
  }

  /**
   * Goes on to the next whole byte: `byte_alignment()`.
   * @throws CorruptStillError where a bit before it is set
   */
  align(): void {
    const left = -this.at & 7;
    if (this.take(left) !== 0) throw new CorruptStillError(`Expected zero bits in the AV1 ${this.part}`, this.at >> 3);
  }

  /**
   * A flag: `f(1)`.
   * @throws CorruptStillError where the bytes end before it
   */
  flag(): boolean {
    return this.take(1) === 1;
  }
}
