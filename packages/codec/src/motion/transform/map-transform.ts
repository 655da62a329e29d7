/**
 * @file The transform of mode maps: a two-dimensional lifting wavelet (the 5/3 wavelet; Le Gall and Tabatabai 1988, lifting
 * form of Sweldens 1996). Wavelets rather than one cosine transform of the whole map because motion is local: a plant
 * moves, its room does not. Predictions that follow the edges of the key picture lost to plain ones
 * (docs/motion-representation.md; commit 3246127 last held them).
 *
 * Coefficients lie in the Mallat layout: the low band of the coarsest level top left, details of level l (1 is finest)
 * to the right, below, and diagonally below the low band of that level. A coefficient's value is scaled so that its
 * basis picture has about unit energy: one quantiser step then serves all bands.
 */

/** The low band is no longer split once its shorter side is at most this. */
const COARSEST_SIDE = 2;
/** Most levels of a transform. */
export const MAX_LEVELS = 6;
/**
 * Energy (sum of squares) of the synthesised unit impulse, by level: of the low band, of one-direction details and of
 * diagonal details. Measured on a 512x512 grid, away from borders.
 */
const LOW_ENERGY = [1, 2.25, 7.5625, 28.8906, 114.223, 455.556, 1820.89];
const EDGE_ENERGY = [0, 1.0781, 2.5352, 8.5244, 32.5217, 128.5211, 512.5209];
const DIAGONAL_ENERGY = [0, 0.5166, 0.8499, 2.5152, 9.2597, 36.2583, 144.2579];

/** Sides of the low band at each level: entry 0 is the grid itself. */
export interface BandSides {
  readonly widths: readonly number[];
  readonly heights: readonly number[];
}

/** Number of levels and sides of the low bands for a grid. */
export function bandSides(width: number, height: number): BandSides {
  const widths = [width];
  const heights = [height];
  while (Math.min(widths.at(-1)!, heights.at(-1)!) > COARSEST_SIDE && widths.length <= MAX_LEVELS) {
    widths.push((widths.at(-1)! + 1) >> 1);
    heights.push((heights.at(-1)! + 1) >> 1);
  }
  return { widths, heights };
}

/** Forward and inverse transform of one scalar map on a fixed grid. Holds its workspace: not re-entrant. */
export class MapTransform {
  readonly sides: BandSides;
  readonly levels: number;
  /** Scale of each coefficient: stored value = lifting coefficient * scale. */
  readonly scales: Float32Array;
  private readonly line: Float32Array;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.sides = bandSides(width, height);
    this.levels = this.sides.widths.length - 1;
    this.scales = coefficientScales(this.sides);
    this.line = new Float32Array(Math.max(width, height));
  }

  /** Map to coefficients, in place. @param data `width * height` */
  forward(data: Float32Array): void {
    for (let level = 1; level <= this.levels; level++) {
      const w = this.sides.widths[level - 1]!;
      const h = this.sides.heights[level - 1]!;
      for (let y = 0; y < h; y++) this.analyse(data, y * this.width, 1, w);
      for (let x = 0; x < w; x++) this.analyse(data, x, this.width, h);
    }
    for (let i = 0; i < data.length; i++) data[i]! *= this.scales[i]!;
  }

  /** Coefficients to map, in place. @param data `width * height` */
  inverse(data: Float32Array): void {
    for (let i = 0; i < data.length; i++) data[i]! /= this.scales[i]!;
    for (let level = this.levels; level >= 1; level--) {
      const w = this.sides.widths[level - 1]!;
      const h = this.sides.heights[level - 1]!;
      for (let x = 0; x < w; x++) this.synthesise(data, x, this.width, h);
      for (let y = 0; y < h; y++) this.synthesise(data, y * this.width, 1, w);
    }
  }

  /**
   * Draws the profile along one side of what a coefficient stands for: its picture is the profile across times the profile
   * down, over {@link scales}.
   * @param lengths widths or heights of {@link sides}
   * @param at column or row of the coefficient
   * @param level of its band: the low band and details of the coarsest level have the same
   * @param line all zero, `lengths[0]` long; overwritten
   */
  drawProfile(lengths: readonly number[], at: number, level: number, line: Float32Array): void {
    line[at] = 1;
    for (let l = level; l >= 1; l--) this.synthesise(line, 0, 1, lengths[l - 1]!);
  }

  private analyse(data: Float32Array, start: number, step: number, n: number): void {
    if (n < 2) return;
    const line = this.line;
    for (let i = 0; i < n; i++) line[i] = data[start + i * step]!;
    const odd = n >> 1;
    const even = n - odd;
    for (let i = 0; i < odd; i++) line[2 * i + 1]! -= predict(line, i, n);
    for (let i = 0; i < even; i++) line[2 * i]! += update(line, i, n);
    for (let i = 0; i < even; i++) data[start + i * step] = line[2 * i]!;
    for (let i = 0; i < odd; i++) data[start + (even + i) * step] = line[2 * i + 1]!;
  }

  private synthesise(data: Float32Array, start: number, step: number, n: number): void {
    if (n < 2) return;
    const line = this.line;
    const odd = n >> 1;
    const even = n - odd;
    for (let i = 0; i < even; i++) line[2 * i] = data[start + i * step]!;
    for (let i = 0; i < odd; i++) line[2 * i + 1] = data[start + (even + i) * step]!;
    for (let i = 0; i < even; i++) line[2 * i]! -= update(line, i, n);
    for (let i = 0; i < odd; i++) line[2 * i + 1]! += predict(line, i, n);
    for (let i = 0; i < n; i++) data[start + i * step] = line[i]!;
  }
}

/** Prediction of odd sample 2i+1 from its even neighbours; the last may have only a left one. */
function predict(line: Float32Array, i: number, n: number): number {
  const left = line[2 * i]!;
  return 2 * i + 2 >= n ? left : 0.5 * left + 0.5 * line[2 * i + 2]!;
}

/** What even sample 2i gains from the details beside it: keeps the mean of the low band (5/3 update). */
function update(line: Float32Array, i: number, n: number): number {
  const right = 2 * i + 1 < n ? line[2 * i + 1]! : line[2 * i - 1]!;
  const left = i > 0 ? line[2 * i - 1]! : right;
  return 0.25 * (left + right);
}

function coefficientScales({ widths, heights }: BandSides): Float32Array {
  const width = widths[0]!;
  const height = heights[0]!;
  const out = new Float32Array(width * height);
  const levels = widths.length - 1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) out[y * width + x] = Math.sqrt(bandEnergy(x, y, widths, heights, levels));
  }
  return out;
}

function bandEnergy(
  x: number,
  y: number,
  widths: readonly number[],
  heights: readonly number[],
  levels: number,
): number {
  for (let level = 1; level <= levels; level++) {
    const right = x >= widths[level]!;
    const below = y >= heights[level]!;
    if (right && below) return DIAGONAL_ENERGY[level]!;
    if (right || below) return EDGE_ENERGY[level]!;
  }
  return LOW_ENERGY[levels]!;
}
