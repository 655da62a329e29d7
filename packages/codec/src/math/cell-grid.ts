/**
 * @file Pixels and the cells of a coarser grid over the same area. A pixel belongs to the cell that its upper left corner
 * lies in, so cells differ by at most one pixel per side where the sides do not divide.
 */

/** Sides of a grid. */
interface Sides {
  readonly width: number;
  readonly height: number;
}

/** For each of `pixels` places along a side, the one of `cells` it belongs to. Cells without a pixel exist where `cells` exceeds `pixels`. */
export function cellsAlong(pixels: number, cells: number): Uint32Array {
  return Uint32Array.from({ length: pixels }, (_, pixel) => Math.floor((pixel * cells) / pixels));
}

/**
 * Means of samples over the cells of a coarser grid, times `scale`; 0 in cells without a pixel.
 * @param samples `from.width * from.height * channels`, interleaved, row by row
 * @param channels numbers per pixel
 * @returns `to.width * to.height * channels` numbers, interleaved likewise; sums are kept in 32-bit floats
 */
export function cellMeans(samples: ArrayLike<number>, from: Sides, to: Sides, channels = 1, scale = 1): Float32Array {
  const sums = new Float32Array(to.width * to.height * channels);
  const counts = new Uint32Array(to.width * to.height);
  const columns = cellsAlong(from.width, to.width);
  const rows = cellsAlong(from.height, to.height);
  for (let y = 0, at = 0; y < from.height; y++) {
    const row = rows[y]! * to.width;
    for (let x = 0; x < from.width; x++) {
      const cell = row + columns[x]!;
      for (let channel = 0, sum = cell * channels; channel < channels; channel++) sums[sum++]! += samples[at++]!;
      counts[cell]!++;
    }
  }
  for (let cell = 0, sum = 0; cell < counts.length; cell++) {
    const factor = scale / Math.max(counts[cell]!, 1);
    for (let channel = 0; channel < channels; channel++) sums[sum++]! *= factor;
  }
  return sums;
}
