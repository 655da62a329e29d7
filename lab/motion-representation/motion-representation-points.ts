/**
 * @file Mode maps as hints at points: a hierarchy of points, each level four times as many as the one before. A map is
 * the interpolation of the coarsest points' values, plus the interpolation of what the next level's points differ by,
 * and so on: every value is predicted from the points already coded, and the decoded map is linear in the integers.
 *
 * Syntax as for the wavelet trees: every point hangs below the nearest coarser point; whether
 * anything below is not zero is a flag with contexts of the nearest coded points of its level and of the previous mode.
 */
import {
  codeMagnitude,
  createContexts,
  magnitudeContexts,
  magnitudeCost,
  bitCost,
  type BitCoder,
} from 'dynamics-codec/bitstream';
import type { QuantisedMap } from '../../packages/codec/src/motion/tokens/motion-tokens.js';
import { Interpolator, type Links } from './motion-representation-diffusion.js';
import type { Dictionary, MapSyntax, Representation } from './motion-representation-dictionary.js';

const LOW_PREFIX = 6;
const DETAIL_PREFIX = 3;
const NEIGHBOUR_CLASSES = 4;
const NEGLIGIBLE = 2e-3;
/** How many of the nearest points of its level, coded before it, are looked at for a point's contexts. */
const NEAREST = 2;

/** Shape of the hierarchy. */
export interface PointSettings {
  readonly links: Links;
  /** All points as cells, most important first; the first `coarsest` form level 0. */
  readonly points: Int32Array;
  readonly coarsest: number;
  readonly growth: number;
  readonly smooth: boolean;
}

interface Hierarchy {
  readonly level: Uint8Array;
  readonly children: readonly number[][];
  /** The nearest points of its level that are coded before it. */
  readonly near: readonly number[][];
}

/** Hints at points on the grid of `links`. */
export function pointHints(settings: PointSettings): Representation {
  const { links, points, coarsest, growth, smooth } = settings;
  const { width, height } = links;
  const size = points.length;
  const starts = new Int32Array(size + 1);
  const cells: number[] = [];
  const values: number[] = [];
  const level = new Uint8Array(size);
  const children: number[][] = Array.from({ length: size }, () => []);
  let from = 0;
  for (let end = coarsest, depth = 0; from < size; end = Math.ceil(end * growth), depth++) {
    const to = Math.min(end, size);
    const interpolator = new Interpolator(links, points.subarray(0, to), smooth);
    if (from > 0)
      for (let i = from; i < to; i++) children[nearestPoint(points.subarray(0, from), points[i]!, width)]!.push(i);
    for (let i = from; i < to; i++) {
      level[i] = depth;
      const picture = interpolator.picture(points[i]!);
      const gain = 1 / Math.sqrt(picture.reduce((sum, value) => sum + value * value, 0));
      for (let cell = 0; cell < picture.length; cell++) {
        const value = picture[cell]! * gain;
        if (Math.abs(value) < NEGLIGIBLE) continue;
        cells.push(cell);
        values.push(value);
      }
      starts[i + 1] = cells.length;
    }
    from = to;
  }
  const order = Int32Array.from({ length: size }, (_, i) => i);
  const dictionary: Dictionary = {
    width,
    height,
    size,
    starts,
    cells: Int32Array.from(cells),
    values: Float32Array.from(values),
    order,
    removable: subtrees(children, coarsest),
  };
  const hierarchy = { level, children, near: nearestCoded(points, level, width) };
  return { dictionary, createSyntax: () => new PointSyntax(hierarchy, size, Math.min(coarsest, size)) };
}

/** Parent of a point: the nearest coarser one. */
function nearestPoint(points: Int32Array, cell: number, width: number): number {
  let best = 0;
  points.forEach((point, i) => {
    if (distance(point, cell, width) < distance(points[best]!, cell, width)) best = i;
  });
  return best;
}

function distance(a: number, b: number, width: number): number {
  return ((a % width) - (b % width)) ** 2 + (Math.floor(a / width) - Math.floor(b / width)) ** 2;
}

function nearestCoded(points: Int32Array, level: Uint8Array, width: number): number[][] {
  return Array.from(points, (point, i) => {
    const same: number[] = [];
    for (let j = i - 1; j >= 0 && level[j] === level[i]; j--) same.push(j);
    return same
      .sort((a, b) => distance(points[a]!, point, width) - distance(points[b]!, point, width))
      .slice(0, NEAREST);
  });
}

function subtrees(children: readonly number[][], coarsest: number): Int32Array[] {
  const all: number[][] = [];
  for (let i = children.length - 1; i >= 0; i--)
    all[i] = [...(i < coarsest ? [] : [i]), ...children[i]!.flatMap((child) => all[child]!)];
  return all
    .map((set) => Int32Array.from(set))
    .reverse()
    .filter((set) => set.length > 0);
}

class PointSyntax implements MapSyntax {
  readonly wakeBits = 4;
  private readonly alive = createContexts(8 * 3 * 2);
  private readonly descend = createContexts(8 * 2 * 2);
  private readonly low = createContexts(3 * magnitudeContexts(LOW_PREFIX));
  private readonly detail = createContexts(3 * NEIGHBOUR_CLASSES * magnitudeContexts(DETAIL_PREFIX));
  private readonly signs = createContexts(3);
  private readonly depth: number;
  private previous: QuantisedMap | undefined;
  private previousLives: Uint8Array;

  constructor(
    private readonly tree: Hierarchy,
    private readonly size: number,
    private readonly coarsest: number,
  ) {
    this.previousLives = new Uint8Array(size);
    this.depth = tree.level[size - 1]!;
  }

  code(coder: BitCoder, map: QuantisedMap): void {
    const { children, level } = this.tree;
    const below = new Uint8Array(this.size);
    const lives = new Uint8Array(this.size);
    if (!coder.decoding) {
      for (let i = this.size - 1; i >= 0; i--) {
        below[i] = children[i]!.some((child) => lives[child] === 1) ? 1 : 0;
        lives[i] = below[i] === 1 || map.x[i] !== 0 || map.y[i] !== 0 ? 1 : 0;
      }
    }
    const reached = new Uint8Array(this.size);
    for (let i = 0; i < this.size; i++) {
      const rank = Math.min(level[i]!, 7);
      if (i >= this.coarsest) {
        if (reached[i] === 0) {
          lives[i] = 0;
          continue;
        }
        const near = this.tree.near[i]!.reduce((sum, j) => sum + lives[j]!, 0);
        lives[i] = coder.bit(this.alive, (rank * 3 + near) * 2 + this.previousLives[i]!, lives[i]!);
        if (lives[i] === 0) continue;
        map.x[i] = this.value(coder, this.detail, this.detailBase(map, i, 0), DETAIL_PREFIX, map.x[i]!, map.x, i);
        map.y[i] = this.value(coder, this.detail, this.detailBase(map, i, 1), DETAIL_PREFIX, map.y[i]!, map.y, i);
      } else {
        map.x[i] = this.value(coder, this.low, this.lowBase(map.x, i), LOW_PREFIX, map.x[i]!, map.x, i);
        map.y[i] = this.value(coder, this.low, this.lowBase(map.y, i), LOW_PREFIX, map.y[i]!, map.y, i);
      }
      if (children[i]!.length === 0) continue;
      const own = map.x[i] !== 0 || map.y[i] !== 0 ? 1 : 0;
      const before =
        this.previous !== undefined && children[i]!.some((child) => this.previousLives[child] === 1) ? 1 : 0;
      below[i] = coder.bit(this.descend, (rank * 2 + own) * 2 + before, below[i]!);
      if (below[i] === 1) for (const child of children[i]!) reached[child] = 1;
    }
    this.previous = map;
    this.previousLives = lives;
  }

  cost(map: QuantisedMap, at: number, axis: 0 | 1, value: number): number {
    const magnitude = Math.abs(value);
    if (at < this.coarsest)
      return magnitudeCost(this.low, magnitudeContexts(LOW_PREFIX), LOW_PREFIX, magnitude) + (magnitude > 0 ? 1 : 0);
    const alone = map.x[at] === 0 && map.y[at] === 0;
    const other = (axis === 0 ? map.y : map.x)[at]!;
    const base =
      (this.group(at) * NEIGHBOUR_CLASSES + (other !== 0 ? 2 : alone ? 0 : 1)) * magnitudeContexts(DETAIL_PREFIX);
    if (magnitude === 0) return bitCost(this.detail, base, 0);
    return magnitudeCost(this.detail, base, DETAIL_PREFIX, magnitude) + 1 + (alone ? 1 : 0);
  }

  private group(at: number): number {
    return Math.min(this.depth - this.tree.level[at]!, 2);
  }

  private lowBase(data: Int32Array, i: number): number {
    const near = this.tree.near[i]!.reduce((sum, j) => sum + Math.abs(data[j]!), 0);
    return (near === 0 ? 0 : near < 4 ? 1 : 2) * magnitudeContexts(LOW_PREFIX);
  }

  private detailBase(map: QuantisedMap, i: number, axis: 0 | 1): number {
    const data = axis === 0 ? map.x : map.y;
    let near = this.tree.near[i]!.reduce((sum, j) => sum + Math.abs(data[j]!), 0);
    if (this.previous !== undefined) near += Math.abs((axis === 0 ? this.previous.x : this.previous.y)[i]!);
    if (axis === 1) near += 2 * Math.abs(map.x[i]!);
    const neighbours = near === 0 ? 0 : near <= 1 ? 1 : near <= 3 ? 2 : 3;
    return (this.group(i) * NEIGHBOUR_CLASSES + neighbours) * magnitudeContexts(DETAIL_PREFIX);
  }

  private value(
    coder: BitCoder,
    contexts: ReturnType<typeof createContexts>,
    base: number,
    prefix: number,
    value: number,
    data: Int32Array,
    i: number,
  ): number {
    const magnitude = codeMagnitude(coder, contexts, base, prefix, Math.abs(value));
    if (magnitude === 0) return 0;
    const lean = Math.sign(this.tree.near[i]!.reduce((sum, j) => sum + Math.sign(data[j]!), 0));
    return coder.bit(this.signs, lean + 1, value < 0 ? 1 : 0) === 1 ? -magnitude : magnitude;
  }
}
