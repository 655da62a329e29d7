/**
 * @file Binary range coder, integer-only and byte-exact on every platform.
 *
 * The carry-propagating byte-oriented coder of Martin (1979) in the form that LZMA made common: a 32-bit `range`, a
 * `low` with one carry bit above it, bytes held back while a carry may still ripple through them. Two differences
 * serve payloads of a few hundred bytes: the first byte, always zero in LZMA, is not written, and the end is cut to the
 * shortest byte string that still decodes, because a decoder reads zeros behind the end. All arithmetic stays within
 * 2^53, so doubles represent it exactly. See docs/bitstream.md, "Range coder", for the decoder in ten lines.
 */
import { adapt, PROBABILITY_BITS, type Contexts } from './adaptive-bit.js';
import type { BitCoder } from './bit-coder.js';

const TOP = 2 ** 24;
const FULL = 2 ** 32;

/** Writes bits; `finish` gives the bytes. */
export class RangeEncoder implements BitCoder {
  readonly decoding = false;
  private low = 0;
  private range = FULL - 1;
  private held = 0;
  private heldCount = 0;
  private started = false;
  private readonly out: number[] = [];

  /** Codes one bit with context `index` of `contexts`, and adapts the context. */
  bit(contexts: Contexts, index: number, bit: number): number {
    const bound = (this.range >>> PROBABILITY_BITS) * contexts.probabilities[index]!;
    this.narrow(bit, bound);
    adapt(contexts, index, bit);
    return bit;
  }

  /** Codes the low `count` bits of `value`, highest first, each at a cost of one bit. `count` is at most 24. */
  raw(value: number, count: number): number {
    for (let i = count - 1; i >= 0; i--) this.narrow((value >>> i) & 1, this.range >>> 1);
    return value;
  }

  /** Ends the stream and returns its bytes. The encoder must not be used afterwards. */
  finish(): Uint8Array {
    this.low = shortestWithin(this.low, this.range);
    for (let i = 0; i < 5; i++) this.shift();
    let length = this.out.length;
    while (length > 0 && this.out[length - 1] === 0) length--;
    return Uint8Array.from(this.out.slice(0, length));
  }

  private narrow(bit: number, bound: number): void {
    if (bit === 0) {
      this.range = bound;
    } else {
      this.low += bound;
      this.range -= bound;
    }
    while (this.range < TOP) {
      this.range *= 256;
      this.shift();
    }
  }

  private shift(): void {
    if (this.low < 0xff000000 || this.low >= FULL) {
      const carry = this.low >= FULL ? 1 : 0;
      if (this.started) this.out.push((this.held + carry) & 0xff);
      this.started = true;
      for (; this.heldCount > 0; this.heldCount--) this.out.push((0xff + carry) & 0xff);
      this.held = Math.floor(this.low / TOP) & 0xff;
    } else {
      this.heldCount++;
    }
    this.low = (this.low % TOP) * 256;
  }
}

/** The value in [low, low + range) with the most trailing zero bits. */
function shortestWithin(low: number, range: number): number {
  for (let unit = FULL; unit > 1; unit /= 2) {
    const candidate = Math.ceil(low / unit) * unit;
    if (candidate < low + range) return candidate;
  }
  return low;
}

/**
 * Reads the bits of a {@link RangeEncoder}. Behind the end of `bytes` it reads zeros for ever: it never throws, so the
 * syntax above it must bound what it reads.
 */
export class RangeDecoder implements BitCoder {
  readonly decoding = true;
  private code = 0;
  private range = FULL - 1;
  private position: number;

  constructor(
    private readonly bytes: Uint8Array,
    start = 0,
    private readonly end = bytes.length,
  ) {
    this.position = start;
    for (let i = 0; i < 4; i++) this.code = this.code * 256 + this.next();
  }

  /** Decodes one bit with context `index` of `contexts`, and adapts the context. */
  bit(contexts: Contexts, index: number): number {
    const bound = (this.range >>> PROBABILITY_BITS) * contexts.probabilities[index]!;
    const bit = this.narrow(bound);
    adapt(contexts, index, bit);
    return bit;
  }

  /** Decodes `count` raw bits, highest first. `count` is at most 24; the first argument is ignored. */
  raw(_value: number, count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) value = (value << 1) | this.narrow(this.range >>> 1);
    return value;
  }

  /** Whether more than the four bytes of look-ahead have been read behind the end: only damaged payloads do so. */
  get exhausted(): boolean {
    return this.position > this.end + 8;
  }

  private narrow(bound: number): number {
    let bit = 0;
    if (this.code < bound) {
      this.range = bound;
    } else {
      this.code -= bound;
      this.range -= bound;
      bit = 1;
    }
    while (this.range < TOP) {
      this.range *= 256;
      this.code = this.code * 256 + this.next();
    }
    return bit;
  }

  private next(): number {
    const byte = this.position < this.end ? this.bytes[this.position]! : 0;
    this.position++;
    return byte;
  }
}
