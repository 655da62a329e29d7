/**
 * @file Lives of carried texture that start elsewhere on their paths. All lives of a phase carry the same key picture. If
 * all passed it at the same age, the same frames would come back in each life. So the middle of a life is up to a quarter
 * of it off: by one number for the whole life, or by that and smooth noise, so that each place is off by its own.
 */
import { addLattice, SeededNoise } from '../math/index.js';

/** How lives stray: not at all, each as a whole, or each place of each life by its own share. */
export type Straying = (typeof STRAYING)[number];

/** All kinds of straying, by the number of escapes that say so in a stream. */
export const STRAYING = ['none', 'whole', 'by-place'] as const;

/** How far the middle of a life may lie from age 0, as a share of the life. */
export const STRAY = 1 / 4;

/** 2^32 divided by the golden ratio, odd: multiples of it, modulo 2^32, lie evenly and neighbours far apart. */
const GOLDEN = 0x9e3779b1;
/** Shares of the number of a life and of noise by place. Multiples of the golden ratio alone come back after five lives. */
const BY_LIFE = 0.6;
const BY_PLACE = 0.5;
/** Sixteenths of the longer side of a grid between the points of the lattice of the noise. */
const SPACING = 3;
/** Number of the noise of life 0. */
const FIRST_STREAM = 2 ** 31;
/** Lives whose strays are kept; two are on show at a time. */
const MOST_KEPT = 4;

/** From -1 to 1 for each number of a life, 0 for 0. */
export function strayOf(life: number): number {
  return Math.imul(life, GOLDEN) / 2 ** 31;
}

/** Strays by place, in frames. Keeps those of the lives that were asked for last. */
export class PlaceStrays {
  private readonly kept = new Map<number, Float32Array>();

  /**
   * @param grid of the flow that carries
   * @param period of a life in frames
   * @param seed of the stream
   */
  constructor(
    private readonly grid: { readonly width: number; readonly height: number },
    private readonly period: number,
    private readonly seed: number,
  ) {}

  /** Strays of a life, one for each cell; all 0 for life 0. */
  of(life: number): Float32Array {
    const known = this.kept.get(life);
    if (known !== undefined) return known;
    if (this.kept.size >= MOST_KEPT) this.kept.clear();
    const strays = this.drawn(life);
    this.kept.set(life, strays);
    return strays;
  }

  private drawn(life: number): Float32Array {
    const { width, height } = this.grid;
    const out = new Float32Array(width * height);
    if (life === 0) return out;
    const spacing = Math.max(1, Math.round((SPACING * Math.max(width, height)) / 16));
    addLattice(new SeededNoise(this.seed, FIRST_STREAM + life), spacing, width, out);
    const whole = BY_LIFE * strayOf(life);
    const most = STRAY * this.period;
    return out.map((noise) => most * Math.min(Math.max(whole + BY_PLACE * noise, -1), 1));
  }
}
