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
import { withMapError, type FlowMetric, type MapError } from './map-error.js';
import type { QuantisedMap } from './quantised-map.js';
import { detailBase, DETAIL_PREFIX, lowBase, LOW_PREFIX, treeContexts, type TreeContexts } from './tree-contexts.js';
import { treePlaces, type TreePlaces } from './tree-shape.js';
import type { Flow } from '../flow/index.js';
import type { BasisPictures } from '../transform/basis-pictures.js';

/** Rounds of descent over all coefficients; costs are learned after each. */
const ROUNDS = 3;
/** Most sweeps of a round over the coefficients that are not zero: they settle each other, and there are few. */
const SETTLING_SWEEPS = 8;
/** Subtrees with more coefficients than these that are not zero are never dropped as a whole: it does not pay, and takes long to find out. */
const MOST_PRUNED = 16;
/** Finest levels, whose coefficients are passed over where the error around them is too small to pay for any. */
const LOCAL_LEVELS = 3;
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
  const axes = [0, 1] as const;
  const integers = axes.map((axis) => rounded(component(target, axis), basis, step));
  const error = axes.map((axis) => missing(target, axis, integers[axis]!, basis, step));
  const map = { x: integers[0]!, y: integers[1]! };
  withMapError([error[0]!, error[1]!], metric, basis, (left) => {
    const descent = new Descent(map, left, basis, step, lambda);
    for (let round = 0; round < rounds; round++) {
      descent.sweep(false);
      for (let sweep = 0; sweep < SETTLING_SWEEPS && descent.sweep(true) > 0; sweep++);
      descent.prune();
      descent.learnCosts();
    }
  });
  return map;
}

/** The coefficients of a component, rounded: where the descent starts. Overwrites what it is given. */
function rounded(component: Float32Array, { transform }: BasisPictures, step: number): Int32Array {
  transform.forward(component);
  const integers = new Int32Array(component.length);
  for (let at = 0; at < integers.length; at++) integers[at] = Math.round(component[at]! / step);
  return integers;
}

/** What a component of the target has beyond the map that integers stand for. */
function missing(
  target: Flow,
  axis: 0 | 1,
  integers: Int32Array,
  { transform }: BasisPictures,
  step: number,
): Float32Array {
  const map = new Float32Array(integers.length);
  for (let at = 0; at < map.length; at++) map[at] = integers[at]! * step;
  transform.inverse(map);
  for (let cell = 0; cell < map.length; cell++) map[cell] = target.data[2 * cell + axis]! - map[cell]!;
  return map;
}

function component(flow: Flow, axis: 0 | 1): Float32Array {
  const out = new Float32Array(flow.data.length / 2);
  for (let cell = 0; cell < out.length; cell++) out[cell] = flow.data[2 * cell + axis]!;
  return out;
}

class Descent {
  private readonly integers: readonly [Int32Array, Int32Array];
  private readonly places: TreePlaces;
  private contexts: TreeContexts = treeContexts();

  /** @param map changed in place */
  constructor(
    private readonly map: QuantisedMap,
    private readonly error: MapError,
    private readonly basis: BasisPictures,
    private readonly step: number,
    private readonly lambda: number,
  ) {
    this.places = treePlaces(basis.sides);
    this.integers = [map.x, map.y];
  }

  /**
   * One pass, coarse to fine, over all coefficients or only those that are not zero: each takes the integer that lowers
   * the cost most. Returns how many changed.
   */
  sweep(settling: boolean): number {
    const { basis, error, lambda } = this;
    const [x, y] = this.integers;
    let changed = 0;
    for (const at of basis.coarseToFine) {
      const moves = x[at] !== 0 || y[at] !== 0;
      if (!moves && (settling || (isLocal(basis.levels[at]!) && error.mostGain(at) < lambda))) continue;
      for (const axis of [0, 1] as const) {
        if (settling && this.integers[axis][at] === 0) continue;
        if (this.improve(at, axis)) changed++;
      }
    }
    return changed;
  }

  /** Zeroes subtrees, fine to coarse, where that lowers the cost. */
  prune(): void {
    const { subtrees, subtreesAround } = this.basis;
    const alive = this.countAlive();
    for (const [number, subtree] of subtrees.entries()) {
      if (alive[number] === 0 || alive[number]! > MOST_PRUNED) continue;
      let distortion = 0;
      let bits = 0;
      const before: (readonly [at: number, axis: 0 | 1, value: number])[] = [];
      for (const at of subtree) {
        for (const axis of [0, 1] as const) {
          const value = this.integers[axis][at]!;
          if (value === 0) continue;
          before.push([at, axis, value]);
          bits += this.cost(at, axis, value);
          distortion += this.growth(at, axis, -value);
          this.change(at, axis, -value);
        }
      }
      if (distortion < this.lambda * (bits + BIRTH_BITS)) {
        for (const [at] of before) for (const around of subtreesAround[at]!) alive[around]!--;
      } else for (const [at, axis, value] of before) this.change(at, axis, value);
    }
  }

  /** How many integers of each subtree are not zero. */
  private countAlive(): Int32Array {
    const { subtrees, subtreesAround } = this.basis;
    const alive = new Int32Array(subtrees.length);
    for (const data of this.integers) {
      for (let at = 0; at < data.length; at++)
        if (data[at] !== 0) for (const around of subtreesAround[at]!) alive[around]!++;
    }
    return alive;
  }

  /** Replaces the cost tables by what coding the present integers teaches. */
  learnCosts(): void {
    const coder = new TreeCoder(this.basis.sides);
    coder.code(new CostMeter(), this.map);
    this.contexts = coder.contexts;
  }

  /** Returns whether the integer changed. */
  private improve(at: number, axis: 0 | 1): boolean {
    const a = this.error.energyOf(at, axis) * this.step * this.step;
    if (a <= 0) return false;
    const p = this.error.gradient(at, axis) * this.step;
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

  /** By how much the distortion grows when `delta` is added to a coefficient. */
  private growth(at: number, axis: 0 | 1, delta: number): number {
    const moved = delta * this.step;
    return this.error.energyOf(at, axis) * moved * moved - 2 * this.error.gradient(at, axis) * moved;
  }

  /** Adds `delta` to a coefficient. */
  private change(at: number, axis: 0 | 1, delta: number): void {
    if (delta === 0) return;
    this.error.take(at, axis, delta * this.step);
    this.integers[axis][at]! += delta;
  }
}

/** Whether details of a level draw so little of the map that their surroundings say whether they can be of use. */
function isLocal(level: number): boolean {
  return level > 0 && level <= LOCAL_LEVELS;
}
