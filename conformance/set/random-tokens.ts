/** @file Maps, series and modes of random integers: what no encoder would choose, but every decoder must read. */
import {
  decodeMap,
  gridSize,
  MapTransform,
  nearestStep,
  seriesLength,
  type QuantisedMap,
  type QuantisedMode,
} from 'dynamics-codec/motion';
import type { Sides } from './stream-parts.js';

/** Numbers that are random, but the same every time (xorshift, 32 bits). */
export class Dice {
  private state: number;

  constructor(seed: number) {
    this.state = (seed * 0x9e3779b1 + 1) >>> 0 || 1;
  }

  /** An integer from 0 to `count - 1`. */
  below(count: number): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    this.state >>>= 0;
    return Math.floor((this.state / 2 ** 32) * count);
  }

  /** An integer from `-most` to `most`, small ones more often. */
  around(most: number): number {
    const size = this.below(this.below(most + 1) + 1);
    return this.below(2) === 0 ? size : -size;
  }
}

/** What a random map is made of. */
export interface RandomMap {
  /** Index of the grid. */
  readonly grid: number;
  /** Coefficients that are not 0 in each component, more of them coarse than fine. */
  readonly count?: number;
  /** Largest magnitude. */
  readonly most?: number;
}

/** A map whose coefficients are random. */
export function randomMap(dice: Dice, sides: Sides, { grid, count = 12, most = 6 }: RandomMap): QuantisedMap {
  const { width, height } = gridSize(...sides, grid);
  const component = (): Int32Array => {
    const out = new Int32Array(width * height);
    for (let i = 0; i < count; i++) {
      const reach = i < 4 ? 3 : i < 8 ? 8 : Math.max(width, height);
      const [x, y] = [dice.below(Math.min(width, reach)), dice.below(Math.min(height, reach))];
      out[y * width + x] = dice.around(most);
    }
    return out;
  };
  return { x: component(), y: component() };
}

/** A series whose first `length` values are random and become smaller. */
export function randomSeries(dice: Dice, samples: number, length = 6, most = 9): Int32Array {
  const out = new Int32Array(samples);
  for (let i = 0; i < Math.min(length, samples); i++) out[i] = dice.around(Math.max(1, Math.round(most / (1 + i / 3))));
  return out;
}

/** Root of the mean of the squares, of what is not 0 altogether. */
function rootMeanSquare(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! ** 2;
  return Math.sqrt(sum / values.length) || 1;
}

/** The quantiser step by which the values of a map have about this root mean square. */
export function stepOfMap(map: QuantisedMap, sides: Sides, grid: number, wanted: number): number {
  const { width, height } = gridSize(...sides, grid);
  const { data } = decodeMap(map, 1, new MapTransform(width, height));
  return nearestStep(wanted / rootMeanSquare(data));
}

/** The quantiser step by which a series has a root mean square over time of about 1. */
export function stepOfSeries(series: Int32Array): number {
  return nearestStep(1 / rootMeanSquare(series));
}

/** What random modes are made of, and the group that they are for. */
export interface RandomModes extends RandomMap {
  readonly modes: number;
  readonly frames?: number;
  readonly loopFrames?: number;
  readonly tail?: number;
  /** Values of each series. */
  readonly length?: number;
  /** About the root mean square of the displacement of each mode in pixels. */
  readonly pixels?: number;
}

/** Modes of random maps and series; their quantiser steps differ. */
export function randomModes(dice: Dice, sides: Sides, wanted: RandomModes): QuantisedMode[] {
  const { modes, frames = 8, loopFrames = 0, tail = 0, length = 6, pixels = 1.5 } = wanted;
  const samples = seriesLength({ loopFrames, tail }, frames);
  return Array.from({ length: modes }, (_, k) => {
    const map = randomMap(dice, sides, wanted);
    const mapStep = stepOfMap(map, sides, wanted.grid, pixels) - (k % 3);
    const series = randomSeries(dice, samples, length);
    return { map, mapStep: Math.max(0, mapStep), series, seriesStep: Math.max(0, stepOfSeries(series) - (k % 3)) };
  });
}
