/**
 * @file Gaussian blur of grey samples as OpenCV does it on floats when it is given sigma alone: taps up to four sigma from
 * the middle, borders mirrored without repeating the edge sample. Rows, then columns; as the taps are symmetric, samples of
 * equal distance from the middle are added first. Several times as fast as `filterSeparable`, which takes any taps.
 */
import type { GreyPlane } from 'dynamics-codec/motion';
import { gaussianTaps, mirror } from '../filter.js';

/** Blurs pictures of one size by one sigma. */
export class GaussianBlur {
  private readonly radius: number;
  /** Weights by distance from the middle. */
  private readonly taps: Float64Array;
  private readonly across: Float64Array;
  private readonly row: Float64Array;

  /** @param sigma pixels, an integer */
  constructor(
    private readonly width: number,
    private readonly height: number,
    sigma: number,
  ) {
    this.radius = 4 * sigma;
    this.taps = gaussianTaps(this.radius, sigma).slice(this.radius);
    this.across = new Float64Array(width * height);
    this.row = new Float64Array(width + 2 * this.radius);
  }

  /** Blurred samples, row-major. */
  of({ data }: GreyPlane): Float64Array {
    this.blurRows(data);
    return this.blurColumns();
  }

  private blurRows(data: Uint8Array): void {
    const { width, height, radius, taps, across, row } = this;
    for (let y = 0; y < height; y++) {
      const from = y * width;
      for (let x = -radius; x < width + radius; x++) row[x + radius] = data[from + mirror(x, width)]!;
      for (let x = 0; x < width; x++) {
        const middle = x + radius;
        let sum = taps[0]! * row[middle]!;
        for (let k = 1; k <= radius; k++) sum += taps[k]! * (row[middle - k]! + row[middle + k]!);
        across[from + x] = sum;
      }
    }
  }

  private blurColumns(): Float64Array {
    const { width, height, radius, taps, across } = this;
    const out = new Float64Array(width * height);
    for (let y = 0; y < height; y++) {
      const to = y * width;
      for (let x = 0; x < width; x++) out[to + x] = taps[0]! * across[to + x]!;
      for (let k = 1; k <= radius; k++) {
        const tap = taps[k]!;
        const above = mirror(y - k, height) * width;
        const below = mirror(y + k, height) * width;
        for (let x = 0; x < width; x++) out[to + x]! += tap * (across[above + x]! + across[below + x]!);
      }
    }
    return out;
  }
}
