/**
 * @file Coefficients of maps as profile 1 codes them. Contexts start from what the training clips taught, so there can be
 * many: the expected magnitude is a weighted sum over the neighbours in the band, the parent, the map before and the other
 * component (as in the "expected magnitude" contexts of ECECOW, Wu 1997), and signs are coded in contexts too: what sways,
 * sways in one direction, so that the sign of y mostly follows from that of x.
 */
import { codeMagnitude, magnitudeContexts, type BitCoder, type Contexts } from '../../bitstream/index.js';
import { ABOVE, ALIVE_CONTEXTS, CONTEXT_LEVELS, LEFT, TreeCoder, type QuantisedMap } from './coefficient-tree.js';
import { trainedContexts, type ContextSource } from './context-source.js';
import type { BandSides } from '../transform/map-transform.js';
import { treePlaces, type TreePlaces } from './tree-shape.js';

/** Adaptive steps of low-band magnitudes. */
export const TRAINED_LOW_PREFIX = 6;
/** Adaptive steps of detail magnitudes. */
export const TRAINED_DETAIL_PREFIX = 3;
const LOW_CLASSES = 5;
const DETAIL_CLASSES = 8;
const DETAIL_LEVELS = 4;
const OWN_CLASSES = 4;
const DIAGONAL = 2;
const AGREEMENT_SIGNS = 6;
const BAND_SIGNS = 3 * 9;
const LOW_SIGNS = 2 * 9;
const MOST_PRODUCT = 255;
const SURE_PRODUCT = 8;
const LOW_SIZE = magnitudeContexts(TRAINED_LOW_PREFIX);
const DETAIL_SIZE = magnitudeContexts(TRAINED_DETAIL_PREFIX);

/** All adaptive state of the map syntax of profile 1. */
export interface TrainedTreeContexts {
  readonly alive: Contexts;
  readonly descend: Contexts;
  readonly low: Contexts;
  readonly detail: Contexts;
  readonly sign: Contexts;
}

/** Contexts as at the start of every group. */
export function trainedTreeContexts(source: ContextSource = trainedContexts): TrainedTreeContexts {
  return {
    alive: source('alive', ALIVE_CONTEXTS),
    descend: source('descend', CONTEXT_LEVELS * OWN_CLASSES),
    low: source('low', 2 * LOW_CLASSES * LOW_SIZE),
    detail: source('detail', DETAIL_LEVELS * 2 * 2 * DETAIL_CLASSES * DETAIL_SIZE),
    sign: source('mapSign', AGREEMENT_SIGNS + BAND_SIGNS + LOW_SIGNS),
  };
}

/** First of the contexts of the magnitude of a low-band coefficient. */
export function lowBase({ neighbours }: TreePlaces, width: number, map: QuantisedMap, axis: 0 | 1, at: number): number {
  const data = axis === 0 ? map.x : map.y;
  const inBand = neighbours[at]!;
  let near = axis === 0 ? 0 : Math.abs(map.x[at]!);
  if ((inBand & LEFT) !== 0) near += Math.abs(data[at - 1]!);
  if ((inBand & ABOVE) !== 0) near += Math.abs(data[at - width]!);
  const first = inBand === 0 && axis === 0;
  const group = first ? 0 : near === 0 ? 1 : near < 4 ? 2 : near < 12 ? 3 : 4;
  return (axis * LOW_CLASSES + group) * LOW_SIZE;
}

/** First of the contexts of the magnitude of a detail. */
export function detailBase(
  places: TreePlaces,
  width: number,
  map: QuantisedMap,
  previous: QuantisedMap | undefined,
  axis: 0 | 1,
  at: number,
): number {
  const data = axis === 0 ? map.x : map.y;
  const inBand = places.neighbours[at]!;
  const parent = places.parents[at]!;
  let near = 0;
  if ((inBand & LEFT) !== 0) near += 2 * Math.abs(data[at - 1]!);
  if ((inBand & ABOVE) !== 0) near += 2 * Math.abs(data[at - width]!);
  if (inBand === (LEFT | ABOVE)) near += Math.abs(data[at - width - 1]!);
  if (parent >= 0) near += 2 * Math.abs(data[parent]!);
  if (previous !== undefined) near += 2 * Math.abs((axis === 0 ? previous.x : previous.y)[at]!);
  if (axis === 1) near += 2 * Math.abs(map.x[at]!);
  const level = Math.min(places.levels[at]! - 1, DETAIL_LEVELS - 1);
  const diagonal = places.orientations[at] === DIAGONAL ? 1 : 0;
  return (((level * 2 + diagonal) * 2 + axis) * DETAIL_CLASSES + nearClass(near)) * DETAIL_SIZE;
}

function nearClass(near: number): number {
  if (near < 3) return near;
  return near < 5 ? 3 : near < 8 ? 4 : near < 14 ? 5 : near < 28 ? 6 : 7;
}

/** See the head of this file. */
export class TrainedTreeCoder extends TreeCoder {
  private readonly places: TreePlaces;
  /** Sum over this map's coefficients of x times y: along which diagonal it moves. */
  private agreement = 0;

  constructor(
    sides: BandSides,
    readonly contexts: TrainedTreeContexts = trainedTreeContexts(),
    components: 1 | 2 = 2,
  ) {
    super(sides, components, contexts);
    this.places = treePlaces(sides);
  }

  protected override begin(): void {
    this.agreement = 0;
  }

  protected override codeLow(coder: BitCoder, map: QuantisedMap, axis: 0 | 1, at: number): number {
    const data = axis === 0 ? map.x : map.y;
    const sign = AGREEMENT_SIGNS + BAND_SIGNS + 9 * axis + this.neighbourSigns(data, at);
    return this.codeCoefficient(
      coder,
      this.contexts.low,
      lowBase(this.places, this.width, map, axis, at),
      TRAINED_LOW_PREFIX,
      sign,
      map,
      axis,
      at,
    );
  }

  protected override codeDetail(coder: BitCoder, map: QuantisedMap, axis: 0 | 1, at: number): number {
    const data = axis === 0 ? map.x : map.y;
    const other = axis === 0 ? 0 : map.x[at]!;
    const sign =
      other === 0
        ? AGREEMENT_SIGNS + 9 * this.places.orientations[at]! + this.neighbourSigns(data, at)
        : (Math.sign(this.agreement) * Math.sign(other) + 1) * 2 + (Math.abs(this.agreement) > SURE_PRODUCT ? 1 : 0);
    const base = detailBase(this.places, this.width, map, this.previous, axis, at);
    return this.codeCoefficient(coder, this.contexts.detail, base, TRAINED_DETAIL_PREFIX, sign, map, axis, at);
  }

  protected override descendContext(level: number, own: number): number {
    return level * OWN_CLASSES + Math.min(own, OWN_CLASSES - 1);
  }

  private codeCoefficient(
    coder: BitCoder,
    contexts: Contexts,
    base: number,
    prefix: number,
    sign: number,
    map: QuantisedMap,
    axis: 0 | 1,
    at: number,
  ): number {
    const given = (axis === 0 ? map.x : map.y)[at]!;
    const magnitude = codeMagnitude(coder, contexts, base, prefix, Math.abs(given));
    if (magnitude === 0) return 0;
    const value = coder.bit(this.contexts.sign, sign, given < 0 ? 1 : 0) === 1 ? -magnitude : magnitude;
    if (axis === 1) this.agreement += Math.min(Math.max(map.x[at]! * value, -MOST_PRODUCT), MOST_PRODUCT);
    return value;
  }

  /** Signs of the neighbours to the left and above as a number from 0 to 8. */
  private neighbourSigns(data: Int32Array, at: number): number {
    const inBand = this.places.neighbours[at]!;
    const left = (inBand & LEFT) !== 0 ? Math.sign(data[at - 1]!) : 0;
    const above = (inBand & ABOVE) !== 0 ? Math.sign(data[at - this.width]!) : 0;
    return (left + 1) * 3 + above + 1;
  }
}
