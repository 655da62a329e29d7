/**
 * @file What the camera does, told apart from what the scene does: an affine movement per frame that most of the picture
 * follows, fitted by re-weighted least squares (Geman and McClure weights whose scale follows the median residual), so
 * that a tree in the wind does not pull on it.
 */
import { quantile, type Breathe } from '../../math/index.js';
import { CAMERA_MOVES, cameraMap, createFlow, solvePositiveDefinite, type Flow } from '../../motion/index.js';

/** Movements of the camera over a group: maps and one series each, in the order of the moves. */
export interface CameraMotion {
  readonly maps: readonly Flow[];
  readonly series: readonly Float32Array[];
}

const ROUNDS = 6;
/** Residuals of this many medians have a quarter of the say. */
const MEDIANS = 1.5;
/** Least residual, in pixels, that counts as one. */
const LEAST_SCALE = 0.02;
/** Every how many cells a residual is taken for the median. */
const MEDIAN_STRIDE = 5;
/** The camera moves where the median displacement, in pixels, exceeds the first, and a camera explains this share of it. */
const LEAST_DISPLACEMENT = 0.15;
const LEAST_EXPLAINED = 0.6;

/**
 * The camera's part of a group's flows, or `undefined` where it stands still.
 * @param flows backward flows on one grid, in pixels
 * @param aspect height of the picture divided by its width
 * @param stride every how many cells along either axis are looked at
 * @throws what `breathe` throws
 */
export async function cameraMotion(
  flows: readonly Flow[],
  aspect: number,
  breathe: Breathe,
  stride = 1,
): Promise<CameraMotion | undefined> {
  const first = flows[0];
  if (first === undefined) return undefined;
  const maps = Array.from({ length: CAMERA_MOVES }, (_, move) => cameraMap(move, first.width, first.height, aspect));
  const fitter = createFitter(maps.map((map) => thinned(map, stride)));
  const series = maps.map(() => new Float32Array(flows.length));
  let moved = 0;
  let missed = 0;
  for (const [t, whole] of flows.entries()) {
    await breathe();
    const flow = thinned(whole, stride);
    const fit = fitFrame(flow, fitter);
    fit.moves.forEach((value, move) => (series[move]![t] = value));
    moved += medianLength(lengths(flow));
    missed += fit.median;
  }
  if (moved < LEAST_DISPLACEMENT * flows.length || missed > (1 - LEAST_EXPLAINED) * moved) return undefined;
  return { maps, series };
}

/** Every `stride`-th cell along either axis. */
function thinned(flow: Flow, stride: number): Flow {
  if (stride === 1) return flow;
  const thin = createFlow(Math.ceil(flow.width / stride), Math.ceil(flow.height / stride));
  for (let y = 0, to = 0; y < flow.height; y += stride) {
    for (let x = 0; x < flow.width; x += stride) {
      const at = 2 * (y * flow.width + x);
      thin.data[to++] = flow.data[at]!;
      thin.data[to++] = flow.data[at + 1]!;
    }
  }
  return thin;
}

/** The flows without the camera's part. */
export function withoutCamera(flows: readonly Flow[], { maps, series }: CameraMotion): Flow[] {
  return flows.map((flow, t) => {
    const data = flow.data.slice();
    maps.forEach((map, move) => {
      const weight = series[move]![t]!;
      for (let i = 0; i < data.length; i++) data[i]! -= weight * map.data[i]!;
    });
    return { width: flow.width, height: flow.height, data };
  });
}

/** What the fits of a group have in common: the maps, and their dot products with each other in every cell. */
interface Fitter {
  readonly maps: readonly Flow[];
  /** For each cell, one after the other: `maps[k] . maps[l]` for all l up to k. */
  readonly products: Float64Array;
}

function createFitter(maps: readonly Flow[]): Fitter {
  const cells = maps[0]!.width * maps[0]!.height;
  const pairs = (maps.length * (maps.length + 1)) / 2;
  const products = new Float64Array(cells * pairs);
  let pair = 0;
  for (let k = 0; k < maps.length; k++) {
    for (let l = 0; l <= k; l++) dotProducts(maps[k]!.data, maps[l]!.data, products, pair++, pairs);
  }
  return { maps, products };
}

/** Writes the dot product of two flows in each cell to every `step`-th place from `first` on. */
function dotProducts(a: Float32Array, b: Float32Array, out: Float64Array, first: number, step: number): void {
  for (let i = 0, n = first; n < out.length; i += 2, n += step) out[n] = a[i]! * b[i]! + a[i + 1]! * b[i + 1]!;
}

function fitFrame(flow: Flow, { maps, products }: Fitter): { readonly moves: Float64Array; readonly median: number } {
  const cells = flow.width * flow.height;
  const weights = new Float32Array(cells).fill(1);
  const missed = new Float32Array(cells);
  const rights = new Float64Array(cells * maps.length);
  maps.forEach((map, k) => dotProducts(map.data, flow.data, rights, k, maps.length));
  let moves = new Float64Array(maps.length);
  let middle = 0;
  for (let round = 0; round < ROUNDS; round++) {
    moves = weightedFit(products, rights, weights, maps.length) ?? moves;
    residualLengths(flow, maps, moves, missed);
    middle = medianLength(missed);
    const scale = Math.max(MEDIANS * middle, LEAST_SCALE);
    weigh(missed, scale, weights);
  }
  return { moves, median: middle };
}

/** Weights of Geman and McClure. */
function weigh(missed: Float32Array, scale: number, weights: Float32Array): void {
  for (let i = 0; i < weights.length; i++) {
    const apart = missed[i]! / scale;
    const say = 1 / (1 + apart * apart);
    weights[i] = say * say;
  }
}

/** Lengths of what the moves leave of a flow, cell by cell. */
function residualLengths(flow: Flow, maps: readonly Flow[], moves: Float64Array, out: Float32Array): void {
  for (let i = 0; i < out.length; i++) {
    let x = flow.data[2 * i]!;
    let y = flow.data[2 * i + 1]!;
    for (let k = 0; k < maps.length; k++) {
      const { data } = maps[k]!;
      x -= moves[k]! * data[2 * i]!;
      y -= moves[k]! * data[2 * i + 1]!;
    }
    out[i] = Math.sqrt(x * x + y * y);
  }
}

/**
 * @param products as in {@link Fitter}
 * @param rights `maps[k] . flow` for all k, cell after cell
 * @param count number of maps
 */
function weightedFit(
  products: Float64Array,
  rights: Float64Array,
  weights: Float32Array,
  count: number,
): Float64Array<ArrayBuffer> | undefined {
  const sums = weightedSums(products, weights, (count * (count + 1)) / 2);
  const normal = new Float64Array(count * count);
  for (let k = 0, n = 0; k < count; k++) {
    for (let l = 0; l <= k; l++, n++) {
      normal[k * count + l] = sums[n]!;
      normal[l * count + k] = sums[n]!;
    }
  }
  const right = weightedSums(rights, weights, count);
  return solvePositiveDefinite(normal, right, count) ? right : undefined;
}

/** Weighted sums over all cells of what each has `count` of. */
function weightedSums(values: Float64Array, weights: Float32Array, count: number): Float64Array<ArrayBuffer> {
  const sums = new Float64Array(count);
  for (let i = 0, n = 0; i < weights.length; i++) {
    const weight = weights[i]!;
    for (let k = 0; k < count; k++, n++) sums[k]! += weight * values[n]!;
  }
  return sums;
}

function lengths({ data }: Flow): Float32Array {
  return Float32Array.from({ length: data.length / 2 }, (_, i) => Math.sqrt(data[2 * i]! ** 2 + data[2 * i + 1]! ** 2));
}

function medianLength(values: Float32Array): number {
  const some = new Float32Array(Math.ceil(values.length / MEDIAN_STRIDE));
  for (let i = 0; i < some.length; i++) some[i] = values[i * MEDIAN_STRIDE]!;
  return quantile(some, 0.5);
}
