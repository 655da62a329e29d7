/**
 * @file Rate-distortion-optimised quantisation of one mode map.
 *
 * Distortion is what a wrong displacement does to the picture, not to the numbers: each cell has a 2x2 metric that says
 * how much a displacement error along each direction is seen (across edges much, along edges and in flat areas little).
 * Coefficients that only move flat areas are thus free to vanish. The quantiser minimises
 *
 *     sum over cells of e^T W e  +  lambda * bits,    e = target - decoded map
 *
 * by coordinate descent over all coefficients (the integers are coupled through W and through the lifting steps, which
 * are not orthogonal), coarse to fine, then drops whole subtrees that do not pay for themselves. It starts from the
 * rounded transform of the target: from zeros the coupled coarse coefficients take some thirty sweeps to get there, and
 * after three the distortion is five to twelve times as large for more bytes. Bit costs come from
 * contexts that were trained by coding the previous sweep's result.
 */
import { bitCost, CostMeter, magnitudeCost } from '../../bitstream/index.js';
import { TreeCoder } from './coefficient-tree.js';
import type { QuantisedMap } from './quantised-map.js';
import { detailBase, DETAIL_PREFIX, lowBase, LOW_PREFIX, treeContexts, type TreeContexts } from './tree-contexts.js';
import { treePlaces, type TreePlaces } from './tree-shape.js';
import type { Flow } from '../flow/index.js';
import type { BasisPictures } from '../transform/basis-pictures.js';

/** How much displacement errors are seen, per cell: the symmetric matrix [xx xy; xy yy], each `width * height`. */
export interface FlowMetric {
  readonly xx: Float32Array;
  readonly xy: Float32Array;
  readonly yy: Float32Array;
}

/** Rounds of descent over all coefficients; costs are learned after each. */
const ROUNDS = 3;
/** Most sweeps of a round over the coefficients that are not zero: they settle each other, and there are few. */
const SETTLING_SWEEPS = 8;
/** Subtrees with more coefficients than these that are not zero are never dropped as a whole: it does not pay, and takes long to find out. */
const MOST_PRUNED = 16;
/** Price in bits of the first coefficient in a dead node, for every level that must come alive for it. */
const BIRTH_BITS = 4;

/**
 * Integers whose decoded map is near `target` at little cost.
 * @param step quantiser step in pixels (of a basis picture of unit energy)
 * @param lambda distortion, in weighted square pixels, that one bit is worth
 * @param rounds of descent; 0 rounds the transform of the target and leaves it at that
 */
export function quantiseMap(
  target: Flow,
  metric: FlowMetric,
  basis: BasisPictures,
  step: number,
  lambda: number,
  rounds = ROUNDS,
): QuantisedMap {
  const state = new Descent(target, metric, basis, step, lambda);
  state.start();
  for (let round = 0; round < rounds; round++) {
    state.sweep(false);
    for (let sweep = 0; sweep < SETTLING_SWEEPS && state.sweep(true) > 0; sweep++);
    state.prune();
    state.learnCosts();
  }
  return { x: state.levelsOf(0), y: state.levelsOf(1) };
}

class Descent {
  private readonly size: number;
  private readonly integers: readonly [Int32Array, Int32Array];
  /** target - decoded, for x and y. */
  private readonly error: readonly [Float32Array, Float32Array];
  private readonly curvature: readonly [Float32Array, Float32Array];
  private readonly map: QuantisedMap;
  private readonly places: TreePlaces;
  private contexts: TreeContexts = treeContexts();

  constructor(
    target: Flow,
    private readonly metric: FlowMetric,
    private readonly basis: BasisPictures,
    private readonly step: number,
    private readonly lambda: number,
  ) {
    this.size = basis.size;
    this.integers = [new Int32Array(this.size), new Int32Array(this.size)];
    this.map = { x: this.integers[0], y: this.integers[1] };
    this.places = treePlaces(basis.sides);
    this.error = [component(target, 0), component(target, 1)];
    this.curvature = [this.curvatures(metric.xx), this.curvatures(metric.yy)];
  }

  levelsOf(axis: 0 | 1): Int32Array {
    return this.integers[axis];
  }

  /** Starts from the rounded coefficients of the target. */
  start(): void {
    for (const axis of [0, 1] as const) {
      const coefficients = this.error[axis].slice();
      this.basis.transform.forward(coefficients);
      for (let at = 0; at < this.size; at++) this.change(at, axis, Math.round(coefficients[at]! / this.step));
    }
  }

  /**
   * One pass, coarse to fine, over all coefficients or only those that are not zero: each takes the integer that lowers
   * the cost most. Returns how many changed.
   */
  sweep(settling: boolean): number {
    let changed = 0;
    for (const at of this.basis.coarseToFine) {
      for (const axis of [0, 1] as const) {
        if (settling && this.integers[axis][at] === 0) continue;
        if (this.improve(at, axis)) changed++;
      }
    }
    return changed;
  }

  /** Zeroes subtrees, fine to coarse, where that lowers the cost. */
  prune(): void {
    for (const subtree of this.basis.subtrees) {
      const alive = this.countAlive(subtree);
      if (alive === 0 || alive > MOST_PRUNED) continue;
      let distortion = 0;
      let bits = 0;
      const before: number[] = [];
      for (const at of subtree) {
        for (const axis of [0, 1] as const) {
          const value = this.integers[axis][at]!;
          before.push(value);
          if (value === 0) continue;
          bits += this.cost(at, axis, value);
          distortion += this.change(at, axis, -value);
        }
      }
      if (distortion < this.lambda * (bits + BIRTH_BITS)) continue;
      let i = 0;
      for (const at of subtree) for (const axis of [0, 1] as const) this.change(at, axis, before[i++]!);
    }
  }

  private countAlive(subtree: ArrayLike<number>): number {
    let count = 0;
    for (let i = 0; i < subtree.length; i++) {
      const at = subtree[i]!;
      if (this.integers[0][at] !== 0) count++;
      if (this.integers[1][at] !== 0) count++;
    }
    return count;
  }

  /** Replaces the cost tables by what coding the present integers teaches. */
  learnCosts(): void {
    const coder = new TreeCoder(this.basis.sides);
    coder.code(new CostMeter(), this.map);
    this.contexts = coder.contexts;
  }

  /** Returns whether the integer changed. */
  private improve(at: number, axis: 0 | 1): boolean {
    const a = this.curvature[axis][at]! * this.step * this.step;
    if (a <= 0) return false;
    const p = this.gradient(at, axis) * this.step;
    const value = this.integers[axis][at]!;
    const ideal = value + p / a;
    if (value === 0 && a * ideal * ideal < this.lambda) return false;
    let best = 0;
    let bestCost = this.lambda * this.cost(at, axis, value);
    const near = Math.round(ideal);
    const towardsZero = near > 0 ? near - 1 : near < 0 ? near + 1 : 0;
    for (const candidate of [near, towardsZero, 0]) {
      const delta = candidate - value;
      if (delta === 0) continue;
      const cost = a * delta * delta - 2 * p * delta + this.lambda * this.cost(at, axis, candidate);
      if (cost < bestCost) {
        bestCost = cost;
        best = delta;
      }
    }
    if (best !== 0) this.change(at, axis, best);
    return best !== 0;
  }

  /** Bits of one coefficient, with a price for waking a dead node. */
  private cost(at: number, axis: 0 | 1, value: number): number {
    const magnitude = Math.abs(value);
    const width = this.basis.sides.widths[0]!;
    const { detail, low } = this.contexts;
    if (this.basis.levels[at] === 0)
      return (
        magnitudeCost(low, lowBase(this.places, width, this.map, axis, at), LOW_PREFIX, magnitude) +
        (magnitude > 0 ? 1 : 0)
      );
    const base = detailBase(this.places, width, this.map, undefined, axis, at);
    if (magnitude === 0) return bitCost(detail, base, 0);
    const alone = this.integers[0][at] === 0 && this.integers[1][at] === 0;
    return magnitudeCost(detail, base, DETAIL_PREFIX, magnitude) + 1 + (alone ? 1 : 0);
  }

  /** Sum over the basis picture of (W e) along an axis. */
  private gradient(at: number, axis: 0 | 1): number {
    const { starts, cells, values } = this.basis;
    const diagonal = axis === 0 ? this.metric.xx : this.metric.yy;
    const own = this.error[axis];
    const other = this.error[axis === 0 ? 1 : 0];
    const cross = this.metric.xy;
    let sum = 0;
    for (let i = starts[at]!; i < starts[at + 1]!; i++) {
      const cell = cells[i]!;
      sum += values[i]! * (diagonal[cell]! * own[cell]! + cross[cell]! * other[cell]!);
    }
    return sum;
  }

  private curvatures(diagonal: Float32Array): Float32Array {
    const { starts, cells, values } = this.basis;
    const out = new Float32Array(this.size);
    for (let at = 0; at < this.size; at++) {
      let sum = 0;
      for (let i = starts[at]!; i < starts[at + 1]!; i++) sum += values[i]! * values[i]! * diagonal[cells[i]!]!;
      out[at] = sum;
    }
    return out;
  }

  /** Adds `delta` to a coefficient; returns by how much the distortion grew. */
  private change(at: number, axis: 0 | 1, delta: number): number {
    if (delta === 0) return 0;
    const moved = delta * this.step;
    const grown = this.curvature[axis][at]! * moved * moved - 2 * this.gradient(at, axis) * moved;
    const { starts, cells, values } = this.basis;
    const error = this.error[axis];
    for (let i = starts[at]!; i < starts[at + 1]!; i++) error[cells[i]!]! -= values[i]! * moved;
    this.integers[axis][at]! += delta;
    return grown;
  }
}

function component(flow: Flow, axis: 0 | 1): Float32Array {
  return Float32Array.from({ length: flow.data.length / 2 }, (_, i) => flow.data[2 * i + axis]!);
}
