/** @file Maps, series and modes of random integers: what no encoder would choose, but every decoder must read. */
import { gridSize, nearestStep, seriesLength, type QuantisedMap, type QuantisedMode } from 'dynamics-codec/motion';
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

/** What random modes are made of, and the group that they are for. */
export interface RandomModes extends RandomMap {
  readonly modes: number;
  readonly frames?: number;
  readonly loopFrames?: number;
  readonly tail?: number;
  /** Values of each series. */
  readonly length?: number;
  /** About the largest displacement of each mode in pixels. */
  readonly pixels?: number;
}

/** Modes of random maps and series; their quantiser steps differ. */
export function randomModes(dice: Dice, sides: Sides, wanted: RandomModes): QuantisedMode[] {
  const { modes, frames = 8, loopFrames = 0, tail = 0, length = 6, pixels = 1.5, most = 6 } = wanted;
  const samples = seriesLength({ loopFrames, tail }, frames);
  const mapStep = nearestStep(pixels / most);
  const seriesStep = nearestStep(Math.sqrt(samples) / 8);
  return Array.from({ length: modes }, (_, k) => ({
    map: randomMap(dice, sides, wanted),
    mapStep: Math.max(0, mapStep - (k % 3)),
    series: randomSeries(dice, samples, length),
    seriesStep: Math.max(0, seriesStep - (k % 5)),
  }));
}
