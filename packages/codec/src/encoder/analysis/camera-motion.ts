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
 * @throws what `breathe` throws
 */
export async function cameraMotion(
  flows: readonly Flow[],
  aspect: number,
  breathe: Breathe,
): Promise<CameraMotion | undefined> {
  const first = flows[0];
  if (first === undefined) return undefined;
  const maps = Array.from({ length: CAMERA_MOVES }, (_, move) => cameraMap(move, first.width, first.height, aspect));
  const series = maps.map(() => new Float32Array(flows.length));
  let moved = 0;
  let missed = 0;
  for (const [t, flow] of flows.entries()) {
    await breathe();
    const fit = fitFrame(flow, maps);
    fit.moves.forEach((value, move) => (series[move]![t] = value));
    moved += medianLength(lengths(flow));
    missed += fit.median;
  }
  if (moved < LEAST_DISPLACEMENT * flows.length || missed > (1 - LEAST_EXPLAINED) * moved) return undefined;
  return { maps, series };
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

function fitFrame(flow: Flow, maps: readonly Flow[]): { readonly moves: Float64Array; readonly median: number } {
  const cells = flow.width * flow.height;
  const weights = new Float32Array(cells).fill(1);
  const residual = createFlow(flow.width, flow.height);
  let moves = new Float64Array(maps.length);
  let middle = 0;
  for (let round = 0; round < ROUNDS; round++) {
    moves = weightedFit(flow, maps, weights) ?? moves;
    residual.data.set(flow.data);
    maps.forEach((map, move) => {
      for (let i = 0; i < residual.data.length; i++) residual.data[i]! -= moves[move]! * map.data[i]!;
    });
    const missed = lengths(residual);
    middle = medianLength(missed);
    const scale = Math.max(MEDIANS * middle, LEAST_SCALE);
    for (let i = 0; i < cells; i++) weights[i] = 1 / (1 + (missed[i]! / scale) ** 2) ** 2;
  }
  return { moves, median: middle };
}

function weightedFit(flow: Flow, maps: readonly Flow[], weights: Float32Array): Float64Array<ArrayBuffer> | undefined {
  const count = maps.length;
  const normal = new Float64Array(count * count);
  const right = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    const map = maps[k]!.data;
    for (let l = 0; l <= k; l++) {
      const other = maps[l]!.data;
      let sum = 0;
      for (let i = 0; i < map.length; i++) sum += weights[i >> 1]! * map[i]! * other[i]!;
      normal[k * count + l] = sum;
      normal[l * count + k] = sum;
    }
    for (let i = 0; i < map.length; i++) right[k]! += weights[i >> 1]! * map[i]! * flow.data[i]!;
  }
  return solvePositiveDefinite(normal, right, count) ? right : undefined;
}

function lengths({ data }: Flow): Float32Array {
  return Float32Array.from({ length: data.length / 2 }, (_, i) => Math.sqrt(data[2 * i]! ** 2 + data[2 * i + 1]! ** 2));
}

function medianLength(values: Float32Array): number {
  return quantile(
    values.filter((_, i) => i % MEDIAN_STRIDE === 0),
    0.5,
  );
}
