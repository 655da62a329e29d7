/** @file Streams that decode, in which the sums that choose a context lie on the edge of every class again and again. */
import { gridSize, MAX_MODES, type QuantisedMap, type QuantisedMode } from 'dynamics-codec/motion';
import { Dice, stepOfMap, stepOfSeries } from './random-tokens.js';
import { streamOf, type Sides } from './stream-parts.js';
import type { SetEntry } from './set-entry.js';

const SIDES: Sides = [64, 64];
const FRAMES = 40;
/** Bounds of the sums before a value of a series, by the weight of all before it. */
const SERIES_BOUNDS = [5, 10, 16, 25, 40, 70, 120, 240, 480, 1000];
/** Bounds of the sums before a coefficient of the low band. */
const LOW_BOUNDS = [1, 4, 12];

/** A series in which the sum before each value is the least of its class or the largest of the one below, wherever it can. */
function edgeSeries(dice: Dice, before: Int32Array | undefined): Int32Array {
  const out = new Int32Array(FRAMES);
  const at = (values: ArrayLike<number> | undefined, i: number): number => Math.abs(values?.[i] ?? 0);
  const weight = before === undefined ? 7 : 11;
  for (let i = 0; i < FRAMES; i++) {
    const rest =
      2 * at(out, i - 1) + at(out, i - 2) + at(out, i - 3) + 2 * at(before, i + 1) + at(before, i) + at(before, i + 2);
    const sums = SERIES_BOUNDS.flatMap((bound) => {
      const least = Math.ceil((bound * weight) / 20);
      return [least, least - 1];
    }).filter((sum) => sum >= rest && (sum - rest) % 3 === 0);
    const size = sums.length > 0 ? (sums[dice.below(sums.length)]! - rest) / 3 : dice.below(3);
    out[i] = dice.below(2) === 0 ? size : -size;
  }
  return out;
}

/** Four coefficients of the low band, of which two sum up to a bound or to one less. */
function edgeLowBand(dice: Dice): number[] {
  const edge = LOW_BOUNDS[dice.below(3)]! - dice.below(2);
  const half = dice.below(edge + 1);
  const sign = (): number => 1 - 2 * dice.below(2);
  return [sign() * edge, sign() * half, sign() * (edge - half), sign() * dice.below(14)];
}

function lowBandMap(dice: Dice): QuantisedMap {
  const { width, height } = gridSize(...SIDES, 0);
  const component = (): Int32Array => {
    const out = new Int32Array(width * height);
    for (const [i, value] of edgeLowBand(dice).entries()) out[(i >> 1) * width + (i & 1)] = value;
    return out;
  };
  return { x: component(), y: component() };
}

/**
 * A map in which the sum of the products of x and y is one of the given ones before most signs. The first product is held to
 * 255 or -255, the second takes it near.
 */
function alignedMap(dice: Dice, side: number, sum: number): QuantisedMap {
  const { width, height } = gridSize(...SIDES, 0);
  const x = new Int32Array(width * height);
  const y = new Int32Array(width * height);
  const away = side * 255 - sum;
  [x[0], y[0]] = [20, side * (20 + dice.below(9))];
  [x[1], y[1]] = [1, -away];
  // The details of every level, in pairs whose products cancel each other out.
  for (let i = 2; i < x.length; i++) {
    const [column, row] = [i % width, Math.floor(i / width)];
    if (column < 2 && row < 2) continue;
    x[i] = 1 - 2 * dice.below(2);
    y[i] = dice.below(2) === 0 ? x[i]! : -x[i]!;
  }
  return { x, y };
}

function modeOf(map: QuantisedMap, series: Int32Array, pixels: number): QuantisedMode {
  return {
    map,
    mapStep: stepOfMap(map, SIDES, 0, pixels),
    series,
    seriesStep: stepOfSeries(series),
  };
}

function moving(name: string, about: string, modes: readonly QuantisedMode[]): SetEntry {
  return { name, about, bytes: streamOf([{ frames: FRAMES, tokens: { modes } }]), times: [0, 17, 31.5] };
}

/** Streams that decode, about the edges of the classes of contexts. */
export function edgeStreams(): SetEntry[] {
  const dice = new Dice(400);
  const short = Int32Array.from({ length: FRAMES }, (_, i) => [5, -3, 2][i] ?? 0);
  const series: Int32Array[] = [];
  for (let k = 0; k < MAX_MODES; k++) series.push(edgeSeries(dice, series[k - 1]));
  return [
    moving(
      'edges-of-series',
      'Series in which the sum before most values is the edge of a class.',
      series.map((values) => modeOf(lowBandMap(dice), values, 0.3)),
    ),
    moving(
      'edges-of-low-bands',
      'Low bands in which the sum before most coefficients is the edge of a class.',
      Array.from({ length: MAX_MODES }, () => modeOf(lowBandMap(dice), short, 0.3)),
    ),
    moving(
      'edges-of-signs',
      'Maps in which products of x and y are held to 255 and -255, and their sum is around 8, 0 and -8.',
      [9, 8, 0, 1, -1, -8, -9].flatMap((sum) => [1, -1].map((side) => modeOf(alignedMap(dice, side, sum), short, 0.3))),
    ),
  ];
}
