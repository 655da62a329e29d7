/**
 * @file The light of the whole picture: fades to black, white or any grey, flashes, lamps that are dimmed. Where a frame is
 * about `a + g * key`, its difference from the key picture lies in the plane that one and the key picture span. The
 * strongest direction of that plane over all frames becomes one brightness map, `b + c * key`, and a time series; a second
 * direction follows where it counts. The maps are smooth, so that one of them costs some ten bytes.
 */
import {
  basisPictures,
  decodeMap,
  forwardTime,
  nearestStep,
  quantiseMap,
  quantiseSeries,
  quantiserStep,
  type BasisPictures,
  type Flow,
  type QuantisedLight,
  type QuantisedMode,
  type TimeBasis,
} from '../../motion/index.js';
import { LIGHT_GRID, lightMetric } from './light-fitter.js';

/** Root of the mean square, in levels, from which the light of the whole picture changes. */
const LEAST_CHANGE = 6;
/** Root of the mean square of the maps as they are coded, in levels, and their quantiser step. */
const MAP_LEVELS = 64;
const MAP_STEP = 8;
/** Step, in levels, with which series are quantised. */
const SERIES_LEVELS = 3;
/** Step squared over lambda, as for mode maps. */
const STEP_BALANCE = 6;

/**
 * Light tokens of what changes the whole picture, or `undefined` where nothing does.
 * @param residuals of the frames, or of one period of a loop: means over cells of frame minus key picture, in levels, as first
 * components
 * @param key means over the same cells of the key picture, in levels
 */
export function wholeLight(residuals: readonly Flow[], key: Flow, basis: TimeBasis): QuantisedLight | undefined {
  const cells = key.width * key.height;
  const fill = (at: (cell: number) => number): Flow => ({
    ...key,
    data: Float32Array.from({ length: 2 * cells }, (_, i) => (i % 2 === 0 ? at(i >> 1) : 0)),
  });
  const mean = firsts(key).reduce((sum, value) => sum + value, 0) / cells;
  const relief = fill((cell) => key.data[2 * cell]! - mean);
  const contrast = Math.sqrt(product(relief, relief) / cells);
  const flat = fill(() => 1);
  const scaled = fill((cell) => relief.data[2 * cell]! / Math.max(contrast, 1));
  const spans = residuals.map((one): Pair => [product(one, flat) / cells, product(one, scaled) / cells]);
  const strong = principalDirections(spans).filter(({ strength }) => strength >= LEAST_CHANGE);
  if (strong.length === 0) return undefined;
  const pictures = basisPictures(key.width, key.height);
  const modes = strong.flatMap(({ direction }) => {
    const map = fill((cell) => MAP_LEVELS * (direction[0] + direction[1] * scaled.data[2 * cell]!));
    return quantisedMode(map, pictures, residuals, basis) ?? [];
  });
  return modes.length === 0 ? undefined : { grid: LIGHT_GRID, modes };
}

function quantisedMode(
  map: Flow,
  pictures: BasisPictures,
  residuals: readonly Flow[],
  basis: TimeBasis,
): QuantisedMode | undefined {
  const cells = map.width * map.height;
  const mapStep = nearestStep(MAP_STEP);
  const step = quantiserStep(mapStep);
  const quantised = quantiseMap(map, lightMetric(cells), pictures, step, step ** 2 / STEP_BALANCE);
  const decoded = decodeMap(quantised, step, pictures.transform);
  const energy = product(decoded, decoded);
  if (energy === 0) return undefined;
  const samples = Float32Array.from(residuals, (one) => product(one, decoded) / energy);
  const weight = energy / cells;
  const seriesStep = nearestStep(SERIES_LEVELS / Math.sqrt(weight));
  const lambda = SERIES_LEVELS ** 2 / STEP_BALANCE;
  const coefficients = forwardTime(basis, samples);
  const series = quantiseSeries(basis, coefficients, quantiserStep(seriesStep), weight, 0, lambda / 4);
  return series.every((value) => value === 0) ? undefined : { map: quantised, mapStep, series, seriesStep };
}

type Pair = readonly [number, number];

/** The directions in which points of the plane lie about the origin, strongest first, with their root mean squares. */
function principalDirections(points: readonly Pair[]): { readonly direction: Pair; readonly strength: number }[] {
  const sum = (of: (point: Pair) => number): number => points.reduce((all, point) => all + of(point), 0);
  const [xx, xy, yy] = [sum(([x]) => x * x), sum(([x, y]) => x * y), sum(([, y]) => y * y)];
  const angle = 0.5 * Math.atan2(2 * xy, xx - yy);
  const directions: Pair[] = [
    [Math.cos(angle), Math.sin(angle)],
    [-Math.sin(angle), Math.cos(angle)],
  ];
  return directions.map((direction) => ({
    direction,
    strength: Math.sqrt(sum(([x, y]) => (x * direction[0] + y * direction[1]) ** 2) / points.length),
  }));
}

function firsts({ data }: Flow): Float32Array {
  return data.filter((_, i) => i % 2 === 0);
}

function product(a: Flow, b: Flow): number {
  let sum = 0;
  for (let i = 0; i < a.data.length; i += 2) sum += a.data[i]! * b.data[i]!;
  return sum;
}
