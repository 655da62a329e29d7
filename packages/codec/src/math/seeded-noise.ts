/**
 * @file The noise of everything that draws, decided by the seed of a stream.
 *
 * Two forms. {@link SeededNoise} is a hash of (seed, stream, x, y): a value depends on its place and on nothing else, so
 * tiles, threads and any order of asking give the same noise. {@link NoiseSequence} is a generator with a state; the grain
 * of key pictures is drawn from it, row by row. New code takes the first.
 *
 * Both are made of 32-bit integers alone and are scaled by constants, so that they are the same on every platform.
 * Approximately Gaussian values are sums of four independent bytes: bell-shaped, within 3.45 standard deviations, excess
 * kurtosis -0.3.
 */

/** 2^32 divided by the golden ratio, odd: spreads small numbers over 32 bits. */
const GOLDEN = 0x9e3779b1;
const MEAN_OF_FOUR_BYTES = 510;
/** Standard deviation of a sum of four independent bytes, which {@link NoiseSequence.next} returns. */
export const FOUR_BYTES_DEVIATION = Math.sqrt((4 * (256 ** 2 - 1)) / 12);

/** White noise by place: each of its numbered streams is independent of the others. */
export class SeededNoise {
  private readonly key: number;
  private hashedRow: number | undefined;
  private rowKey = 0;

  /**
   * @param seed of the bitstream, 32 bits
   * @param stream number of what draws, from 0, 32 bits: planes, modes and octaves take one each
   */
  constructor(seed: number, stream: number) {
    this.key = mixed32(seed ^ Math.imul(stream + 1, GOLDEN));
  }

  /** 32 bits that the place decides, as a signed integer. Places are integers; row after row is the fastest order. */
  bits(x: number, y: number): number {
    if (y !== this.hashedRow) {
      this.hashedRow = y;
      this.rowKey = mixed32(this.key ^ y);
    }
    return mixed32(this.rowKey ^ x);
  }

  /** Uniform in [-0.5, 0.5), in steps of 2^-24. Variance 1/12. */
  uniform(x: number, y: number): number {
    return (this.bits(x, y) >>> 8) / 0x1000000 - 0.5;
  }

  /** Approximately Gaussian, mean 0, variance 1. */
  gaussian(x: number, y: number): number {
    return fourBytes(this.bits(x, y)) / FOUR_BYTES_DEVIATION;
  }
}

/** Approximately Gaussian integers in an order (32-bit xorshift; Marsaglia, "Xorshift RNGs", 2003). */
export class NoiseSequence {
  private state: number;

  /** @param seed any integer; the same one gives the same sequence */
  constructor(seed: number) {
    this.state = Math.imul(seed + 1, GOLDEN) || 1;
  }

  /** The next of the sequence: an integer from -510 to 510, mean 0, standard deviation {@link FOUR_BYTES_DEVIATION}. */
  next(): number {
    let state = this.state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.state = state;
    return fourBytes(state);
  }
}

function fourBytes(bits: number): number {
  return (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24) - MEAN_OF_FOUR_BYTES;
}

/** Spreads what is in a 32-bit integer over all of its bits (finaliser of MurmurHash3, Appleby 2011). */
function mixed32(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
