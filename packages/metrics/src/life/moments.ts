/** Vectors that are added to the sums at once: each sum is then read and written once for all of them. */
const BATCH = 4;

/** Mean and covariance of vectors that come one by one. */
export class Moments {
  private count = 0;
  private readonly sums: Float64Array;
  /** Sums of products, the lower triangle. */
  private readonly products: Float64Array;
  /** Vectors that are not in the sums yet, and 0 after them. */
  private readonly waiting: Float64Array;

  /** @param size numbers of a vector */
  constructor(readonly size: number) {
    this.sums = new Float64Array(size);
    this.products = new Float64Array(size * size);
    this.waiting = new Float64Array(BATCH * size);
  }

  /** Adds the vector that begins at `at` in `a`, less the one that begins there in `b`. */
  addDifference(a: Float32Array, b: Float32Array, at: number): void {
    const { size, waiting } = this;
    const to = (this.count % BATCH) * size;
    for (let i = 0; i < size; i++) waiting[to + i] = Math.fround(a[at + i]! - b[at + i]!);
    this.count++;
    if (this.count % BATCH === 0) this.flush();
  }

  mean(): Float64Array {
    this.flush();
    return this.sums.map((sum) => sum / this.count);
  }

  /** `size * size` numbers, row-major, without bias: divided by one less than there are vectors. */
  covariance(): Float64Array {
    this.flush();
    const { size, sums, products, count } = this;
    const matrix = new Float64Array(size * size);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) {
        const value = (products[i * size + j]! - (sums[i]! * sums[j]!) / count) / (count - 1);
        matrix[i * size + j] = value;
        matrix[j * size + i] = value;
      }
    }
    return matrix;
  }

  private flush(): void {
    const { size, sums, products, waiting } = this;
    const [second, third, fourth] = [size, 2 * size, 3 * size];
    for (let i = 0; i < size; i++) {
      const [a, b] = [waiting[i]!, waiting[second + i]!];
      const [c, d] = [waiting[third + i]!, waiting[fourth + i]!];
      sums[i]! += a + b + c + d;
      const row = i * size;
      for (let j = 0; j <= i; j++)
        products[row + j]! +=
          a * waiting[j]! + b * waiting[second + j]! + c * waiting[third + j]! + d * waiting[fourth + j]!;
    }
    waiting.fill(0);
  }
}
