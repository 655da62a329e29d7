/**
 * @file Syntax of quantised mode maps: trees of wavelet coefficients.
 *
 * Most coefficients of a sparse motion are zero, and zeros come in regions: static background, rigid parts. Nodes of a
 * quadtree, one per place and level, hold the three details of both components there; a node is alive where any
 * coefficient in it or below it is not zero (zerotrees after Shapiro 1993). Dead nodes cost a fraction of a bit for
 * everything below them. Contexts use what both sides know: neighbours above and left, the parent, the other component,
 * and the same place in the previous mode, since modes of one scene share their support. The traversal is here, once for
 * all profiles of the format; which contexts coefficients are coded in is what profiles differ in: {@link PlainTreeCoder}
 * and {@link TrainedTreeCoder}.
 */
import { codeMagnitude, type BitCoder, type Contexts } from '../../bitstream/index.js';
import { MAX_LEVELS, type BandSides } from '../transform/map-transform.js';
import { treeShape, type TreeLevel } from './tree-shape.js';

/** Quantised coefficients of one mode map: x and y component, each `width * height` in the Mallat layout. */
export interface QuantisedMap {
  readonly x: Int32Array;
  readonly y: Int32Array;
}

/** Contexts that say whether a node is alive: level, neighbours that are, whether it was in the map before. */
export const ALIVE_CONTEXTS = (MAX_LEVELS + 1) * 3 * 2;
/** Levels as far as contexts know them. */
export const CONTEXT_LEVELS = MAX_LEVELS + 1;
/** Bits of {@link TreeCoder.code}'s neighbour masks. */
export const LEFT = 1;
/** See {@link LEFT}. */
export const ABOVE = 2;

/**
 * Codes the maps of a group one after the other; see {@link QuantisedMap}. A decoder fills maps that hold zeros. With one
 * component, y is neither written nor read.
 */
export abstract class TreeCoder {
  protected readonly width: number;
  protected readonly levels: number;
  /** The map coded before this one. */
  protected previous: QuantisedMap | undefined;
  private previousAlive: Uint8Array[];
  private alive: Uint8Array[];
  private readonly shape: readonly TreeLevel[];

  constructor(
    private readonly sides: BandSides,
    private readonly components: 1 | 2,
    private readonly flagContexts: { readonly alive: Contexts; readonly descend: Contexts },
  ) {
    this.width = sides.widths[0]!;
    this.levels = sides.widths.length - 1;
    this.shape = treeShape(sides);
    this.alive = this.emptyFlags();
    this.previousAlive = this.emptyFlags();
  }

  /** Codes one map. */
  code(coder: BitCoder, map: QuantisedMap): void {
    this.alive = this.emptyFlags();
    if (!coder.decoding) this.markAlive(map);
    this.begin();
    this.codeLowBand(coder, map, 0);
    if (this.components === 2) this.codeLowBand(coder, map, 1);
    for (let node = 0; node < this.alive[this.levels]!.length; node++) this.codeAlive(coder, map, this.levels, node);
    this.previousAlive = this.alive;
    this.previous = map;
  }

  /** Called before the coefficients of a map. */
  protected abstract begin(): void;

  /** Codes a coefficient of the low band; `inBand` masks which neighbours, {@link LEFT} and {@link ABOVE}, it has there. */
  protected abstract codeLow(coder: BitCoder, map: QuantisedMap, axis: 0 | 1, at: number, inBand: number): number;

  /** Codes a detail; `inBand` says which neighbours lie in the same band: others may not be decoded yet. */
  protected abstract codeDetail(
    coder: BitCoder,
    map: QuantisedMap,
    axis: 0 | 1,
    at: number,
    level: number,
    inBand: number,
  ): number;

  /** Context of whether something below a node is alive, given the sum of the magnitudes of its own details. */
  protected abstract descendContext(level: number, own: number): number;

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
        data[at] = this.codeLow(coder, map, axis, at, (i > 0 ? LEFT : 0) | (j > 0 ? ABOVE : 0));
      }
    }
  }

  private codeAlive(coder: BitCoder, map: QuantisedMap, level: number, node: number): void {
    const w = this.sides.widths[level]!;
    const flags = this.alive[level]!;
    const inBand = (node % w > 0 ? LEFT : 0) | (node >= w ? ABOVE : 0);
    const near = ((inBand & LEFT) !== 0 ? flags[node - 1]! : 0) + ((inBand & ABOVE) !== 0 ? flags[node - w]! : 0);
    const context = (level * 3 + near) * 2 + this.previousAlive[level]![node]!;
    flags[node] = coder.bit(this.flagContexts.alive, context, flags[node]!);
    if (flags[node] === 1) this.codeNode(coder, map, level, node, inBand);
  }

  private codeNode(coder: BitCoder, map: QuantisedMap, level: number, node: number, inBand: number): void {
    const { details, children } = this.shape[level]!;
    let own = 0;
    for (const at of details[node]!) {
      map.x[at] = this.codeDetail(coder, map, 0, at, level, inBand);
      if (this.components === 2) map.y[at] = this.codeDetail(coder, map, 1, at, level, inBand);
      own += Math.abs(map.x[at]) + Math.abs(map.y[at]!);
    }
    const below = children[node]!;
    if (below.length === 0) return;
    let wanted = 0;
    for (const child of below) wanted |= this.alive[level - 1]![child]!;
    const descend = coder.bit(this.flagContexts.descend, this.descendContext(level, own), wanted);
    if (descend === 1) for (const child of below) this.codeAlive(coder, map, level - 1, child);
  }
}

/** Codes a signed integer: its magnitude, then its sign at one bit. */
export function codeSigned(coder: BitCoder, contexts: Contexts, base: number, prefix: number, value: number): number {
  const magnitude = codeMagnitude(coder, contexts, base, prefix, Math.abs(value));
  if (magnitude === 0) return 0;
  return coder.raw(value < 0 ? 1 : 0, 1) === 1 ? -magnitude : magnitude;
}
