/**
 * @file What all map representations of `bench/motion-representation.ts` have in common: a map is a weighted sum of
 * basis pictures of about unit energy, and the integers are found by the same coordinate descent as in
 * `src/motion/map-quantiser.ts` (same metric, same rate-distortion cost), so that only pictures and contexts differ.
 */
import { CostMeter, type BitCoder } from 'dynamics-codec/bitstream';
import type { QuantisedMap } from '../../packages/codec/src/motion/tokens/motion-tokens.js';
import type { Flow, FlowMetric } from 'dynamics-codec/motion';

/** Basis pictures as sparse lists, in the layout of `BasisPictures` of `src/motion/basis-pictures.ts`. */
export interface Dictionary {
  readonly width: number;
  readonly height: number;
  /** Number of coefficients of one component. */
  readonly size: number;
  readonly starts: Int32Array;
  readonly cells: Int32Array;
  readonly values: Float32Array;
  /** Order in which the descent visits coefficients, coarse to fine. */
  readonly order: Int32Array;
  /** Sets of coefficients that may vanish together, fine to coarse. */
  readonly removable: readonly Int32Array[];
}

/** Syntax of the maps of a group, one after the other, and what its contexts say a coefficient costs. */
export interface MapSyntax {
  code(coder: BitCoder, map: QuantisedMap): void;
  /** Bits of coefficient `at` of component `axis` (0: x, 1: y) if it were `value`, the others being as in `map`. */
  cost(map: QuantisedMap, at: number, axis: 0 | 1, value: number): number;
  /** Bits of waking a removable set. */
  readonly wakeBits: number;
}

/** A way to write mode maps down. */
export interface Representation {
  readonly dictionary: Dictionary;
  createSyntax(): MapSyntax;
  /** Representation of the second and later modes, made from the first as decoded; left out where it is the same. */
  after?(first: Flow): Representation;
}

/** Most passes over all coefficients; the descent ends before when nothing changes any more. */
const SWEEPS = 32;
/** Every how many passes coefficients that are zero are looked at again. */
const FULL_EVERY = 5;

/** Integers of one map; see `quantiseMap` of `src/motion/map-quantiser.ts` for the parameters. */
export function quantiseInto(
  representation: Representation,
  target: Flow,
  metric: FlowMetric,
  step: number,
  lambda: number,
): QuantisedMap {
  const descent = new Descent(representation.dictionary, target, metric, step, lambda, representation.createSyntax());
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    descent.moves = 0;
    const full = sweep < 2 || sweep % FULL_EVERY === 0;
    descent.sweep(full);
    if (full && descent.moves === 0) break;
    descent.prune();
    descent.syntax = representation.createSyntax();
    descent.syntax.code(new CostMeter(), descent.map);
  }
  return descent.map;
}

/** The map that integers stand for. */
export function drawMap(dictionary: Dictionary, map: QuantisedMap, step: number): Flow {
  const { width, height, starts, cells, values } = dictionary;
  const data = new Float32Array(width * height * 2);
  for (const [axis, integers] of [map.x, map.y].entries()) {
    for (let at = 0; at < integers.length; at++) {
      const amount = integers[at]! * step;
      if (amount === 0) continue;
      for (let i = starts[at]!; i < starts[at + 1]!; i++) data[2 * cells[i]! + axis]! += values[i]! * amount;
    }
  }
  return { width, height, data };
}

class Descent {
  readonly map: QuantisedMap;
  /** Changes since it was last set to 0. */
  moves = 0;
  /** W e per component, e = target - decoded. */
  private readonly pull: readonly [Float32Array, Float32Array];
  private readonly curvature: readonly [Float32Array, Float32Array];

  constructor(
    private readonly dictionary: Dictionary,
    target: Flow,
    private readonly metric: FlowMetric,
    private readonly step: number,
    private readonly lambda: number,
    public syntax: MapSyntax,
  ) {
    this.map = { x: new Int32Array(dictionary.size), y: new Int32Array(dictionary.size) };
    const { xx, xy, yy } = metric;
    const { data } = target;
    this.pull = [
      xx.map((weight, cell) => weight * data[2 * cell]! + xy[cell]! * data[2 * cell + 1]!),
      yy.map((weight, cell) => weight * data[2 * cell + 1]! + xy[cell]! * data[2 * cell]!),
    ];
    this.curvature = [this.curvatures(xx), this.curvatures(yy)];
  }

  /** @param full whether coefficients that are zero in both components are looked at too */
  sweep(full: boolean): void {
    const { x, y } = this.map;
    for (const at of this.dictionary.order) {
      if (full || x[at] !== 0 || y[at] !== 0) for (const axis of [0, 1] as const) this.improve(at, axis);
    }
  }

  prune(): void {
    for (const set of this.dictionary.removable) {
      let distortion = 0;
      let bits = 0;
      const before: number[] = [];
      for (const at of set) {
        for (const axis of [0, 1] as const) {
          const value = this.integers(axis)[at]!;
          before.push(value);
          if (value === 0) continue;
          bits += this.syntax.cost(this.map, at, axis, value);
          distortion += this.change(at, axis, -value);
        }
      }
      if (bits === 0 || distortion < this.lambda * (bits + this.syntax.wakeBits)) continue;
      let i = 0;
      for (const at of set) for (const axis of [0, 1] as const) this.change(at, axis, before[i++]!);
    }
  }

  private integers(axis: 0 | 1): Int32Array {
    return axis === 0 ? this.map.x : this.map.y;
  }

  private improve(at: number, axis: 0 | 1): void {
    const a = this.curvature[axis][at]! * this.step * this.step;
    if (a <= 0) return;
    const value = this.integers(axis)[at]!;
    const p = this.gradient(at, axis) * this.step;
    const ideal = value + p / a;
    if (value === 0 && a * ideal * ideal < this.lambda) return;
    const near = Math.round(ideal);
    let best = 0;
    let bestCost = this.lambda * this.syntax.cost(this.map, at, axis, value);
    for (const candidate of [near, near - Math.sign(near), 0]) {
      const delta = candidate - value;
      if (delta === 0) continue;
      const cost = a * delta * delta - 2 * p * delta + this.lambda * this.syntax.cost(this.map, at, axis, candidate);
      if (cost < bestCost) {
        bestCost = cost;
        best = delta;
      }
    }
    if (best !== 0) this.moves++;
    this.change(at, axis, best);
  }

  private gradient(at: number, axis: 0 | 1): number {
    const { starts, cells, values } = this.dictionary;
    const pull = this.pull[axis];
    let sum = 0;
    for (let i = starts[at]!; i < starts[at + 1]!; i++) sum += values[i]! * pull[cells[i]!]!;
    return sum;
  }

  private curvatures(diagonal: Float32Array): Float32Array {
    const { starts, cells, values, size } = this.dictionary;
    const out = new Float32Array(size);
    for (let at = 0; at < size; at++) {
      for (let i = starts[at]!; i < starts[at + 1]!; i++) out[at]! += values[i]! * values[i]! * diagonal[cells[i]!]!;
    }
    return out;
  }

  /** Adds `delta` to a coefficient; returns by how much the distortion grew. */
  private change(at: number, axis: 0 | 1, delta: number): number {
    if (delta === 0) return 0;
    const moved = delta * this.step;
    const grown = this.curvature[axis][at]! * moved * moved - 2 * this.gradient(at, axis) * moved;
    const { starts, cells, values } = this.dictionary;
    const own = this.pull[axis];
    const other = this.pull[axis === 0 ? 1 : 0];
    const diagonal = axis === 0 ? this.metric.xx : this.metric.yy;
    const cross = this.metric.xy;
    for (let i = starts[at]!; i < starts[at + 1]!; i++) {
      const cell = cells[i]!;
      own[cell]! -= diagonal[cell]! * values[i]! * moved;
      other[cell]! -= cross[cell]! * values[i]! * moved;
    }
    this.integers(axis)[at]! += delta;
    return grown;
  }
}
