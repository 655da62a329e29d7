/**
 * @file Syntax of quantised mode maps: trees of wavelet coefficients.
 *
 * Most coefficients of a sparse motion are zero, and zeros come in regions: static background, rigid parts. Nodes of a
 * quadtree, one per place and level, hold the three details of both components there; a node is alive where any
 * coefficient in it or below it is not zero (zerotrees after Shapiro 1993). Dead nodes cost a fraction of a bit for
 * everything below them. Contexts use what both sides know: neighbours above and left, the parent, the other component,
 * and the same place in the previous mode, since modes of one scene share their support.
 */
import { codeMagnitude, createContexts, magnitudeContexts, type BitCoder, type Contexts } from '../bitstream/index.js';
import type { BandSides } from './map-transform.js';
import { treeShape, type TreeLevel } from './tree-shape.js';

/** Quantised coefficients of one mode map: x and y component, each `width * height` in the Mallat layout. */
export interface QuantisedMap {
  readonly x: Int32Array;
  readonly y: Int32Array;
}

/** Adaptive steps of low-band magnitudes. */
export const LOW_PREFIX = 6;
/** Adaptive steps of detail magnitudes. */
export const DETAIL_PREFIX = 3;
const MAX_LEVEL = 6;
const NEIGHBOUR_CLASSES = 4;

/** All adaptive state of the map syntax. */
export interface TreeContexts {
  readonly alive: Contexts;
  readonly descend: Contexts;
  readonly low: Contexts;
  readonly detail: Contexts;
}

/** Fresh contexts, as at the start of every group. */
export function createTreeContexts(): TreeContexts {
  return {
    alive: createContexts((MAX_LEVEL + 1) * 3 * 2),
    descend: createContexts((MAX_LEVEL + 1) * 2),
    low: createContexts(3 * magnitudeContexts(LOW_PREFIX)),
    detail: createContexts(3 * NEIGHBOUR_CLASSES * magnitudeContexts(DETAIL_PREFIX)),
  };
}

/**
 * Codes the maps of a group one after the other; see {@link QuantisedMap}. A decoder fills maps that hold zeros. With one
 * component, y is neither written nor read.
 */
export class TreeCoder {
  private readonly width: number;
  private readonly levels: number;
  private previousAlive: Uint8Array[];
  private alive: Uint8Array[];
  private previous: QuantisedMap | undefined;
  private readonly shape: readonly TreeLevel[];

  constructor(
    private readonly sides: BandSides,
    readonly contexts: TreeContexts = createTreeContexts(),
    private readonly components: 1 | 2 = 2,
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
    this.codeLow(coder, map.x);
    if (this.components === 2) this.codeLow(coder, map.y);
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

  private codeLow(coder: BitCoder, data: Int32Array): void {
    const w = this.sides.widths[this.levels]!;
    const h = this.sides.heights[this.levels]!;
    const size = magnitudeContexts(LOW_PREFIX);
    for (let j = 0; j < h; j++) {
      for (let i = 0; i < w; i++) {
        const at = j * this.width + i;
        const near = (i > 0 ? Math.abs(data[at - 1]!) : 0) + (j > 0 ? Math.abs(data[at - this.width]!) : 0);
        const base = (near === 0 ? 0 : near < 4 ? 1 : 2) * size;
        data[at] = codeSigned(coder, this.contexts.low, base, LOW_PREFIX, data[at]!);
      }
    }
  }

  private codeAlive(coder: BitCoder, map: QuantisedMap, level: number, node: number): void {
    const w = this.sides.widths[level]!;
    const flags = this.alive[level]!;
    const inBand = (node % w > 0 ? 1 : 0) | (node >= w ? 2 : 0);
    const near = ((inBand & 1) !== 0 ? flags[node - 1]! : 0) + ((inBand & 2) !== 0 ? flags[node - w]! : 0);
    const context = (level * 3 + near) * 2 + this.previousAlive[level]![node]!;
    flags[node] = coder.bit(this.contexts.alive, context, flags[node]!);
    if (flags[node] === 1) this.codeNode(coder, map, level, node, inBand);
  }

  private codeNode(coder: BitCoder, map: QuantisedMap, level: number, node: number, inBand: number): void {
    const { details, children } = this.shape[level]!;
    let own = 0;
    for (const at of details[node]!) {
      map.x[at] = this.codeDetail(coder, map.x, this.previous?.x, at, level, inBand, 0);
      if (this.components === 2) map.y[at] = this.codeDetail(coder, map.y, this.previous?.y, at, level, inBand, Math.abs(map.x[at]));
      if (map.x[at] !== 0 || map.y[at] !== 0) own = 1;
    }
    const below = children[node]!;
    if (below.length === 0) return;
    let wanted = 0;
    for (const child of below) wanted |= this.alive[level - 1]![child]!;
    const descend = coder.bit(this.contexts.descend, level * 2 + own, wanted);
    if (descend === 1) for (const child of below) this.codeAlive(coder, map, level - 1, child);
  }

  /** `inBand` says which neighbours, left and above, lie in the same band: others may not be decoded yet. */
  private codeDetail(coder: BitCoder, data: Int32Array, previous: Int32Array | undefined, at: number, level: number, inBand: number, other: number): number {
    const left = (inBand & 1) !== 0 ? Math.abs(data[at - 1]!) : 0;
    const above = (inBand & 2) !== 0 ? Math.abs(data[at - this.width]!) : 0;
    const before = previous === undefined ? 0 : Math.abs(previous[at]!);
    const near = left + above + before + 2 * other;
    const group = Math.min(level - 1, 2);
    const base = (group * NEIGHBOUR_CLASSES + neighbourClass(near)) * magnitudeContexts(DETAIL_PREFIX);
    return codeSigned(coder, this.contexts.detail, base, DETAIL_PREFIX, data[at]!);
  }
}

function codeSigned(coder: BitCoder, contexts: Contexts, base: number, prefix: number, value: number): number {
  const magnitude = codeMagnitude(coder, contexts, base, prefix, Math.abs(value));
  if (magnitude === 0) return 0;
  return coder.raw(value < 0 ? 1 : 0, 1) === 1 ? -magnitude : magnitude;
}

function neighbourClass(near: number): number {
  return near === 0 ? 0 : near <= 1 ? 1 : near <= 3 ? 2 : 3;
}
