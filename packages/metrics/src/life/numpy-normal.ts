/**
 * @file The normal numbers of NumPy's `RandomState(seed).randn`, which NumPy keeps the same for ever: Mersenne Twister
 * MT19937 (Matsumoto, Nishimura, ACM TOMACS 1998) with Knuth's seeding, doubles of 53 bits from two draws, and the polar
 * method of Marsaglia and Bray for pairs of normal numbers, of which the second of each pair comes first.
 */

const SIZE = 624;
const MIDDLE = 397;

/** Normal numbers of mean 0 and deviation 1 in the order of `RandomState(seed).randn(n)`. */
export class NumpyNormal {
  private readonly state = new Uint32Array(SIZE);
  private used = SIZE;
  private kept: number | undefined;

  /** @param seed an integer from 0 to 2^32 - 1 */
  constructor(seed: number) {
    this.state[0] = seed;
    for (let i = 1; i < SIZE; i++) {
      const last = this.state[i - 1]!;
      this.state[i] = Math.imul(1812433253, last ^ (last >>> 30)) + i;
    }
  }

  /** The next number. */
  next(): number {
    const { kept } = this;
    if (kept !== undefined) {
      this.kept = undefined;
      return kept;
    }
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      this.kept = factor * x;
      return factor * y;
    }
  }

  /** 53 bits, from 0 to below 1. */
  private uniform(): number {
    const high = this.word() >>> 5;
    const low = this.word() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  private word(): number {
    if (this.used === SIZE) this.renew();
    let word = this.state[this.used++]!;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  }

  private renew(): void {
    const { state } = this;
    for (let i = 0; i < SIZE; i++) {
      const joined = (state[i]! & 0x80000000) | (state[(i + 1) % SIZE]! & 0x7fffffff);
      state[i] = state[(i + MIDDLE) % SIZE]! ^ (joined >>> 1) ^ ((joined & 1) * 0x9908b0df);
    }
    this.used = 0;
  }
}
