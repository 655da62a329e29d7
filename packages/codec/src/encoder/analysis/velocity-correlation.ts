/**
 * @file How well the texture of each place of a group agrees with what lies downstream of it some frames later, for every
 * velocity that it might have. Summed over many frames this shows velocities where flow between two frames fails: of
 * falls, flames and snow, which move many pixels from frame to frame and change while they do.
 *
 * The mean over the group is taken away first, so that what stands still does not win; then come a spatial band-pass and
 * a local normalisation, so that every place counts alike. The search is exhaustive at half the resolution.
 */
import type { Breathe } from '../../math/index.js';
import { velocityProductsKernel } from '../../kernels/encode/index.js';
import { boxMean, resamplePlane, type Plane } from '../../picture/index.js';

/** Pixels of the given planes per sample of the search. */
export const SHRINK = 2;
/** Fastest velocity along either axis, in samples of the search per frame. */
export const REACH = 6;
/** Velocities along either axis. */
export const SPAN = 2 * REACH + 1;
/** Index of no velocity. */
export const REST = REACH * SPAN + REACH;
/** Side of a block in samples of the search. */
const BLOCK = 4;
/** Distances in frames over which texture is compared. */
const LAGS = [1, 2] as const;
const LONGEST_LAG = 2;
/** Frames from which it is compared, at most: spread evenly. */
const MOST_STARTS = 36;
const LEAST_STARTS = 6;
/** Least blocks along either axis. */
const LEAST_BLOCKS = 4;
/** Radius in samples of the box that is taken away from the moving luma, and of the one that is normalised over. */
const BAND_RADIUS = 4;
const ENERGY_RADIUS = 8;
/** Standard deviation in levels, at the resolution of the search, that noise may have. */
const NOISE = 1.5;

/** Correlation of blocks, row by row, at all velocities: `SPAN` rows of `SPAN`, the fastest to the left and up first. */
export interface VelocityCorrelation {
  readonly columns: number;
  readonly rows: number;
  /** About 1 where all of the texture moves so, 0 where nothing does. */
  readonly values: Float32Array;
}

/**
 * Correlation at all velocities, over each block and those around it; `undefined` for groups that are too short or small.
 * @param planes luma of all frames at the resolution of the analysis
 * @throws what `breathe` throws
 */
export async function velocityCorrelation(
  planes: readonly Plane[],
  breathe: Breathe,
): Promise<VelocityCorrelation | undefined> {
  const { width, height } = planes[0]!;
  const columns = Math.floor(width / SHRINK / BLOCK);
  const rows = Math.floor(height / SHRINK / BLOCK);
  const last = planes.length - LONGEST_LAG;
  if (last < LEAST_STARTS || Math.min(columns, rows) < LEAST_BLOCKS) return undefined;
  const small: Plane[] = [];
  for (const plane of planes) {
    await breathe();
    small.push(resamplePlane(plane, Math.floor(width / SHRINK), Math.floor(height / SHRINK)));
  }
  const bands = await normalisedBands(small, breathe);
  const size = columns * rows * SPAN * SPAN;
  const sums = { columns, rows, products: new Float32Array(size), counts: new Float32Array(size) };
  const starts = Math.min(MOST_STARTS, last);
  for (let i = 0; i < starts; i++) {
    await breathe();
    const t = Math.floor(((i + 0.5) * last) / starts);
    const later = LAGS.map((lag) => ({ ...bands[t + lag]!, lag }));
    addProducts(bands[t]!, later, sums);
  }
  for (const lag of LAGS) addCounts(bands[0]!, lag, starts, sums);
  return { columns, rows, values: overBlocks(sums) };
}

/** Frames less their mean, band-passed and scaled to the same energy everywhere. */
async function normalisedBands(planes: readonly Plane[], breathe: Breathe): Promise<Plane[]> {
  const { width, height } = planes[0]!;
  const area = width * height;
  const mean = new Float32Array(area);
  for (const { data } of planes) for (let i = 0; i < area; i++) mean[i]! += data[i]! / planes.length;
  const energy = new Float32Array(area);
  const bands: Plane[] = [];
  for (const { data: frame } of planes) {
    await breathe();
    const data = frame.slice();
    for (let i = 0; i < area; i++) data[i]! -= mean[i]!;
    const wide = boxMean(data, width, height, BAND_RADIUS);
    for (let i = 0; i < area; i++) {
      data[i]! -= wide[i]!;
      energy[i]! += (data[i]! * data[i]!) / planes.length;
    }
    bands.push({ width, height, data });
  }
  const scale = boxMean(energy, width, height, ENERGY_RADIUS).map((value) => 1 / Math.sqrt(value + NOISE * NOISE));
  for (const { data } of bands) for (let i = 0; i < area; i++) data[i]! *= scale[i]!;
  return bands;
}

/** What is summed up: a plane of blocks for each velocity. */
interface Sums {
  readonly columns: number;
  readonly rows: number;
  readonly products: Float32Array;
  /** Samples that the products are of. */
  readonly counts: Float32Array;
}

/** A later frame, and by how many. */
interface LaterBand extends Plane {
  readonly lag: number;
}

/** Adds the products of each block with what lies downstream of it in later frames, for every velocity. */
function addProducts(now: Plane, later: readonly LaterBand[], { columns, rows, products }: Sums): void {
  const { width, height } = now;
  if (velocityProductsKernel(now.data, later, { width, height, columns, rows }, REACH, products)) return;
  for (const { data, lag } of later) {
    forBlocks(now, columns, rows, lag, (place, from, by, lines) => {
      products[place]! += blockProduct(now.data, data, from, from + by, width, lines);
    });
  }
}

/** Adds the number of samples that {@link addProducts} takes of each block, `times` over. */
function addCounts(plane: Plane, lag: number, times: number, { columns, rows, counts }: Sums): void {
  forBlocks(plane, columns, rows, lag, (place, _from, _by, lines) => {
    counts[place]! += times * BLOCK * lines;
  });
}

/**
 * Calls back for every block that lies inside the plane when it is displaced by a velocity.
 * @param each place in a plane of blocks of that velocity, first sample, samples by which it is displaced, lines inside
 */
function forBlocks(
  { width, height }: Plane,
  columns: number,
  rows: number,
  lag: number,
  each: (place: number, from: number, by: number, lines: number) => void,
): void {
  for (let v = 0; v < SPAN * SPAN; v++) {
    const dx = lag * ((v % SPAN) - REACH);
    const dy = lag * (Math.floor(v / SPAN) - REACH);
    const left = Math.max(0, Math.ceil(-dx / BLOCK));
    const right = Math.min(columns, Math.floor((width - dx) / BLOCK));
    for (let row = 0; row < rows; row++) {
      const top = Math.max(row * BLOCK, -dy);
      const lines = Math.min((row + 1) * BLOCK, height - dy) - top;
      if (lines <= 0) continue;
      for (let column = left; column < right; column++)
        each((v * rows + row) * columns + column, top * width + column * BLOCK, dy * width + dx, lines);
    }
  }
}

/** Sum of the products of two blocks in single precision, down the columns first, as the kernel does it. */
function blockProduct(a: Float32Array, b: Float32Array, i: number, j: number, width: number, lines: number): number {
  let [first, second, third, fourth] = [0, 0, 0, 0];
  for (let line = 0; line < lines; line++, i += width, j += width) {
    first = Math.fround(first + Math.fround(a[i]! * b[j]!));
    second = Math.fround(second + Math.fround(a[i + 1]! * b[j + 1]!));
    third = Math.fround(third + Math.fround(a[i + 2]! * b[j + 2]!));
    fourth = Math.fround(fourth + Math.fround(a[i + 3]! * b[j + 3]!));
  }
  return Math.fround(Math.fround(first + third) + Math.fround(second + fourth));
}

/** Mean product over each block and those around it, binomially weighted. */
function overBlocks({ columns, rows, ...sums }: Sums): Float32Array {
  const size = SPAN * SPAN;
  const products = byBlock(sums.products, columns * rows);
  const counts = byBlock(sums.counts, columns * rows);
  const out = new Float32Array(products.length);
  const total = new Float32Array(size);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const at = (y * columns + x) * size;
      total.fill(0);
      for (let j = Math.max(0, y - 1); j <= Math.min(rows - 1, y + 1); j++) {
        for (let i = Math.max(0, x - 1); i <= Math.min(columns - 1, x + 1); i++) {
          const weight = (i === x ? 2 : 1) * (j === y ? 2 : 1);
          const from = (j * columns + i) * size;
          for (let v = 0; v < size; v++) {
            out[at + v]! += weight * products[from + v]!;
            total[v]! += weight * counts[from + v]!;
          }
        }
      }
      // At the edge few samples tell of what comes from outside, and chance would make the highest peak of them.
      for (let v = 0; v < size; v++) out[at + v]! /= (total[v]! + total[REST]!) / 2;
    }
  }
  return out;
}

/** Planes of blocks, one for each velocity, as planes of velocities, one for each block. */
function byBlock(planes: Float32Array, blocks: number): Float32Array {
  const size = SPAN * SPAN;
  const out = new Float32Array(planes.length);
  for (let v = 0; v < size; v++)
    for (let block = 0; block < blocks; block++) out[block * size + v] = planes[v * blocks + block]!;
  return out;
}
