import { CorruptStreamError, type StreamError } from './errors.js';
import { MAX_VARUINT } from './limits.js';

/** Collects bytes, varuints and byte strings. */
export class ByteWriter {
  private readonly out: number[] = [];

  /** The low eight bits of `value`. */
  byte(value: number): void {
    this.out.push(value & 255);
  }

  /** Big-endian, `count` bytes. */
  uint(value: number, count: number): void {
    for (let i = count - 1; i >= 0; i--) this.byte(Math.floor(value / 2 ** (8 * i)));
  }

  /** Unsigned LEB128 in the fewest bytes. `value` is an integer from 0 to 2^31-1. */
  varuint(value: number): void {
    let rest = value;
    for (; rest > 127; rest >>>= 7) this.byte((rest & 127) | 128);
    this.byte(rest);
  }

  /** Bytes as they are. */
  append(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i++) this.out.push(bytes[i]!);
  }

  /** Everything so far; more may be written afterwards. */
  finish(): Uint8Array {
    return Uint8Array.from(this.out);
  }
}

/**
 * Reads bytes, varuints and byte strings from `bytes` up to (not including) `end`, and never beyond.
 * `short(what, at, wanted)` makes the error for data that ends before `wanted` more bytes from `at` could be read.
 * `origin` is the stream offset of `bytes[0]`, for the offsets in errors.
 */
export class ByteReader {
  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
    private readonly end: number,
    private readonly origin: number,
    private readonly short: (what: string, at: number, wanted: number) => StreamError,
    private readonly group?: number,
  ) {}

  /** Offset in the stream of the next byte. */
  get offset(): number {
    return this.origin + this.at;
  }

  /** Bytes between here and the end. */
  get left(): number {
    return this.end - this.at;
  }

  /** The next byte. */
  byte(what: string): number {
    this.need(1, what);
    return this.bytes[this.at++]!;
  }

  /** Big-endian, `count` bytes. */
  uint(count: number, what: string): number {
    this.need(count, what);
    let value = 0;
    for (let i = 0; i < count; i++) value = value * 256 + this.bytes[this.at++]!;
    return value;
  }

  /**
   * A varuint from `low` to `high`.
   * @throws CorruptStreamError for values outside, for more than five bytes, and for encodings that are not the shortest
   */
  varuint(what: string, low = 0, high = MAX_VARUINT): number {
    const start = this.offset;
    let value = 0;
    for (let i = 0; ; i++) {
      const byte = this.byte(what);
      value += (byte & 127) * 2 ** (7 * i);
      if (byte < 128) {
        if (byte === 0 && i > 0) throw this.corrupt(`Expected the shortest encoding for ${what}`, start);
        break;
      }
      if (i === 4) throw this.corrupt(`Expected at most five bytes for ${what}`, start);
    }
    if (value < low || value > high) {
      throw this.corrupt(`Expected a number from ${low} to ${high} for ${what} but received ${value}`, start);
    }
    return value;
  }

  /** A view (not a copy) of the next `count` bytes. */
  take(count: number, what: string): Uint8Array {
    this.need(count, what);
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  /** Makes sure that `count` more bytes are there. */
  need(count: number, what: string): void {
    if (this.left < count) throw this.short(what, this.offset, count);
  }

  /** The error for what is wrong at `offset` of the stream. */
  corrupt(message: string, offset = this.offset): CorruptStreamError {
    return new CorruptStreamError(message, offset, this.group);
  }
}
