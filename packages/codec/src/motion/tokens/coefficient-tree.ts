/**
 * @file Syntax of quantised mode maps: trees of wavelet coefficients.
 *
 * Most coefficients of a sparse motion are zero, and zeros come in regions: static background, rigid parts. Nodes of a
 * quadtree, one per place and level, hold the three details of both components there; a node is alive where any
 * coefficient in it or below it is not zero (zerotrees after Shapiro 1993). Dead nodes cost a fraction of a bit for
 * everything below them. Contexts use what both sides know: neighbours above and left, the parent, the other component,
 * and the same place in the previous mode, since modes of one scene share their support; see tree-contexts.ts.
 */
import { codeMagnitude, type BitCoder } from '../../bitstream/index.js';
import type { BandSides } from '../transform/map-transform.js';
import type { QuantisedMap } from './quantised-map.js';
import {
  aliveContext,
  descendContext,
  detailBase,
  DETAIL_PREFIX,
  detailSign,
  lowBase,
  LOW_PREFIX,
  lowSign,
  treeContexts,
  type TreeContexts,
} from './tree-contexts.js';
import { treePlaces, treeShape, type TreeLevel, type TreePlaces } from './tree-shape.js';

/** Largest product of two components that counts for their agreement. */
const MOST_PRODUCT = 255;

/**
 * Codes the maps of a group one after the other; see {@link QuantisedMap}. A decoder fills maps that hold zeros. With one
 * component, y is neither written nor read.
 */
export class TreeCoder {
  private readonly width: number;
  private readonly levels: number;
  private readonly shape: readonly TreeLevel[];
  private readonly places: TreePlaces;
  /** The map coded before this one. */
  private previous: QuantisedMap | undefined;
  private previousAlive: Uint8Array[];
  private alive: Uint8Array[];
  /** Sum over this map's coefficients of x times y: along which diagonal it moves. */
  private agreement = 0;

  constructor(
    private readonly sides: BandSides,
    readonly contexts: TreeContexts = treeContexts(),
    private readonly components: 1 | 2 = 2,
  ) {
    this.width = sides.widths[0]!;
    this.levels = sides.widths.length - 1;
    this.shape = treeShape(sides);
    this.places = treePlaces(sides);
    this.alive = this.emptyFlags();
    this.previousAlive = this.emptyFlags();
  }

  /** Codes one map. */
  code(coder: BitCoder, map: QuantisedMap): void {
    this.alive = this.emptyFlags();
    this.agreement = 0;
    if (!coder.decoding) this.markAlive(map);
    this.codeLowBand(coder, map, 0);
    if (this.components === 2) this.codeLowBand(coder, map, 1);
    for (let node = 0; node < this.alive[this.levels]!.length; node++) this.codeAlive(coder, map, this.levels, node);
    this.previousAlive = this.alive;
    this.previous = map;
  }

  private emptyFlags(): Uint8Array[] {
    return this.sides.widths.map((w, level) => new Uint8Array(w * this.sides.heights[level]!));
  }

  private markAlive(map: QuantisedMap): void {
    for (let level = 1; level <= this.levels; level++) {
      const flags = this.alive[level]!;
      const below = this.alive[level - 1]!;
      const { details, children } = this.shape[level]!;
      for (let node = 0; node < flags.length; node++) {
        let alive = 0;
        for (const at of details[node]!) if (map.x[at] !== 0 || map.y[at] !== 0) alive = 1;
        for (const child of children[node]!) alive |= below[child]!;
        flags[node] = alive;
      }
    }
  }

  private codeLowBand(coder: BitCoder, map: QuantisedMap, axis: 0 | 1): void {
    const w = this.sides.widths[this.levels]!;
    const h = this.sides.heights[this.levels]!;
    const data = axis === 0 ? map.x : map.y;
    for (let j = 0; j < h; j++) {
      for (let i = 0; i < w; i++) {
        const at = j * this.width + i;
        data[at] = this.codeLow(coder, map, axis, at);
      }
    }
  }

  private codeAlive(coder: BitCoder, map: QuantisedMap, level: number, node: number): void {
    const w = this.sides.widths[level]!;
    const flags = this.alive[level]!;
    const near = (node % w > 0 ? flags[node - 1]! : 0) + (node >= w ? flags[node - w]! : 0);
    const context = aliveContext(level, near, this.previousAlive[level]![node]!);
    flags[node] = coder.bit(this.contexts.alive, context, flags[node]!);
    if (flags[node] === 1) this.codeNode(coder, map, level, node);
  }

  private codeNode(coder: BitCoder, map: QuantisedMap, level: number, node: number): void {
    const { details, children } = this.shape[level]!;
    let own = 0;
    for (const at of details[node]!) {
      map.x[at] = this.codeDetail(coder, map, 0, at);
      if (this.components === 2) map.y[at] = this.codeDetail(coder, map, 1, at);
      own += Math.abs(map.x[at]) + Math.abs(map.y[at]!);
    }
    const below = children[node]!;
    if (below.length === 0) return;
    let wanted = 0;
    for (const child of below) wanted |= this.alive[level - 1]![child]!;
    const descend = coder.bit(this.contexts.descend, descendContext(level, own), wanted);
    if (descend === 1) for (const child of below) this.codeAlive(coder, map, level - 1, child);
  }

  private codeLow(coder: BitCoder, map: QuantisedMap, axis: 0 | 1, at: number): number {
    const given = (axis === 0 ? map.x : map.y)[at]!;
    const base = lowBase(this.places, this.width, map, axis, at);
    const magnitude = codeMagnitude(coder, this.contexts.low, base, LOW_PREFIX, Math.abs(given));
    if (magnitude === 0) return 0;
    const negative = this.codeSign(coder, lowSign(this.places, this.width, map, axis, at), given);
    return this.noted(map, axis, at, negative ? -magnitude : magnitude);
  }

  private codeDetail(coder: BitCoder, map: QuantisedMap, axis: 0 | 1, at: number): number {
    const given = (axis === 0 ? map.x : map.y)[at]!;
    const base = detailBase(this.places, this.width, map, this.previous, axis, at);
    const magnitude = codeMagnitude(coder, this.contexts.detail, base, DETAIL_PREFIX, Math.abs(given));
    if (magnitude === 0) return 0;
    const sign = detailSign(this.places, this.width, map, this.agreement, axis, at);
    return this.noted(map, axis, at, this.codeSign(coder, sign, given) ? -magnitude : magnitude);
  }

  private codeSign(coder: BitCoder, context: number, given: number): boolean {
    return coder.bit(this.contexts.sign, context, given < 0 ? 1 : 0) === 1;
  }

  /** The value, after it was counted for the agreement of the components. */
  private noted(map: QuantisedMap, axis: 0 | 1, at: number, value: number): number {
    if (axis === 1) this.agreement += Math.min(Math.max(map.x[at]! * value, -MOST_PRODUCT), MOST_PRODUCT);
    return value;
  }
}
