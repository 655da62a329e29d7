/**
 * @file Which contexts the coefficients of mode maps are coded in. Contexts start from what the training clips taught, so
 * there can be many: the expected magnitude is a weighted sum over the neighbours in the band, the parent, the map before and
 * the other component (as in the "expected magnitude" contexts of ECECOW, Wu 1997), and signs are coded in contexts too: what
 * sways, sways in one direction, so that the sign of y mostly follows from that of x.
 */
import { magnitudeContexts, type Contexts } from '../../bitstream/index.js';
import { MAX_LEVELS } from '../transform/map-transform.js';
import { trainedContexts, type ContextSource } from './context-source.js';
import type { QuantisedMap } from './quantised-map.js';
import { ABOVE, LEFT, type TreePlaces } from './tree-shape.js';

/** Adaptive steps of low-band magnitudes. */
export const LOW_PREFIX = 6;
/** Adaptive steps of detail magnitudes. */
export const DETAIL_PREFIX = 3;
const LEVELS = MAX_LEVELS + 1;
const LOW_CLASSES = 5;
const DETAIL_CLASSES = 8;
const DETAIL_LEVELS = 4;
const OWN_CLASSES = 4;
const DIAGONAL = 2;
const AGREEMENT_SIGNS = 6;
const BAND_SIGNS = 3 * 9;
const LOW_SIGNS = 2 * 9;
const SURE_PRODUCT = 8;
const LOW_SIZE = magnitudeContexts(LOW_PREFIX);
const DETAIL_SIZE = magnitudeContexts(DETAIL_PREFIX);

/** All adaptive state of the syntax of maps. */
export interface TreeContexts {
  readonly alive: Contexts;
  readonly descend: Contexts;
  readonly low: Contexts;
  readonly detail: Contexts;
  readonly sign: Contexts;
}

/** Contexts as at the start of every group. */
export function treeContexts(source: ContextSource = trainedContexts): TreeContexts {
  return {
    alive: source('alive', LEVELS * 3 * 2),
    descend: source('descend', LEVELS * OWN_CLASSES),
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

/** Context of whether a node is alive, given how many of its neighbours are, and whether it was in the map before. */
export function aliveContext(level: number, neighbours: number, before: number): number {
  return (level * 3 + neighbours) * 2 + before;
}

/** Context of whether something below a node is alive, given the sum of the magnitudes of its own details. */
export function descendContext(level: number, own: number): number {
  return level * OWN_CLASSES + Math.min(own, OWN_CLASSES - 1);
}

/** Context of the sign of a low-band coefficient. */
export function lowSign(places: TreePlaces, width: number, map: QuantisedMap, axis: 0 | 1, at: number): number {
  return AGREEMENT_SIGNS + BAND_SIGNS + 9 * axis + neighbourSigns(places, width, axis === 0 ? map.x : map.y, at);
}

/**
 * Context of the sign of a detail.
 * @param agreement sum over the coefficients so far of x times y: along which diagonal the map moves
 */
export function detailSign(
  places: TreePlaces,
  width: number,
  map: QuantisedMap,
  agreement: number,
  axis: 0 | 1,
  at: number,
): number {
  const other = axis === 0 ? 0 : map.x[at]!;
  if (other === 0)
    return (
      AGREEMENT_SIGNS + 9 * places.orientations[at]! + neighbourSigns(places, width, axis === 0 ? map.x : map.y, at)
    );
  return (Math.sign(agreement) * Math.sign(other) + 1) * 2 + (Math.abs(agreement) > SURE_PRODUCT ? 1 : 0);
}

/** Signs of the neighbours to the left and above as a number from 0 to 8. */
function neighbourSigns({ neighbours }: TreePlaces, width: number, data: Int32Array, at: number): number {
  const inBand = neighbours[at]!;
  const left = (inBand & LEFT) !== 0 ? Math.sign(data[at - 1]!) : 0;
  const above = (inBand & ABOVE) !== 0 ? Math.sign(data[at - width]!) : 0;
  return (left + 1) * 3 + above + 1;
}
