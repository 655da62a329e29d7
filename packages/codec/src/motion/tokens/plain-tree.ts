import { createContexts, magnitudeContexts, type BitCoder, type Contexts } from '../../bitstream/index.js';
import {
  ABOVE,
  ALIVE_CONTEXTS,
  codeSigned,
  CONTEXT_LEVELS,
  LEFT,
  TreeCoder,
  type QuantisedMap,
} from './coefficient-tree.js';
import type { BandSides } from '../transform/map-transform.js';

/** Adaptive steps of low-band magnitudes. */
export const LOW_PREFIX = 6;
/** Adaptive steps of detail magnitudes. */
export const DETAIL_PREFIX = 3;
const NEIGHBOUR_CLASSES = 4;

/** All adaptive state of the map syntax of profile 0. */
export interface PlainTreeContexts {
  readonly alive: Contexts;
  readonly descend: Contexts;
  readonly low: Contexts;
  readonly detail: Contexts;
}

/** Fresh contexts, as at the start of every group: all know nothing. */
export function plainTreeContexts(): PlainTreeContexts {
  return {
    alive: createContexts(ALIVE_CONTEXTS),
    descend: createContexts(CONTEXT_LEVELS * 2),
    low: createContexts(3 * magnitudeContexts(LOW_PREFIX)),
    detail: createContexts(3 * NEIGHBOUR_CLASSES * magnitudeContexts(DETAIL_PREFIX)),
  };
}

/** Coefficients as profile 0 codes them: few contexts, so that each learns within a payload; signs at one bit. */
export class PlainTreeCoder extends TreeCoder {
  constructor(
    sides: BandSides,
    private readonly contexts: PlainTreeContexts = plainTreeContexts(),
    components: 1 | 2 = 2,
  ) {
    super(sides, components, contexts);
  }

  protected override begin(): void {
    return;
  }

  protected override codeLow(coder: BitCoder, map: QuantisedMap, axis: 0 | 1, at: number, inBand: number): number {
    const data = axis === 0 ? map.x : map.y;
    const near =
      ((inBand & LEFT) !== 0 ? Math.abs(data[at - 1]!) : 0) +
      ((inBand & ABOVE) !== 0 ? Math.abs(data[at - this.width]!) : 0);
    const base = (near === 0 ? 0 : near < 4 ? 1 : 2) * magnitudeContexts(LOW_PREFIX);
    return codeSigned(coder, this.contexts.low, base, LOW_PREFIX, data[at]!);
  }

  protected override codeDetail(
    coder: BitCoder,
    map: QuantisedMap,
    axis: 0 | 1,
    at: number,
    level: number,
    inBand: number,
  ): number {
    const data = axis === 0 ? map.x : map.y;
    const previous = axis === 0 ? this.previous?.x : this.previous?.y;
    const left = (inBand & LEFT) !== 0 ? Math.abs(data[at - 1]!) : 0;
    const above = (inBand & ABOVE) !== 0 ? Math.abs(data[at - this.width]!) : 0;
    const before = previous === undefined ? 0 : Math.abs(previous[at]!);
    const other = axis === 0 ? 0 : Math.abs(map.x[at]!);
    const near = left + above + before + 2 * other;
    const group = Math.min(level - 1, 2);
    const base = (group * NEIGHBOUR_CLASSES + neighbourClass(near)) * magnitudeContexts(DETAIL_PREFIX);
    return codeSigned(coder, this.contexts.detail, base, DETAIL_PREFIX, data[at]!);
  }

  protected override descendContext(level: number, own: number): number {
    return level * 2 + (own > 0 ? 1 : 0);
  }
}

function neighbourClass(near: number): number {
  return near === 0 ? 0 : near <= 1 ? 1 : near <= 3 ? 2 : 3;
}
