import type { BandSides } from '../transform/map-transform.js';

/** The nodes of one level of the coefficient tree, row-major on the low band's grid of that level. */
export interface TreeLevel {
  /** Positions in the Mallat layout of a node's details: right, below, diagonal; fewer at odd borders. */
  readonly details: readonly Int32Array[];
  /** Nodes one level finer that lie below a node; none at level 1. */
  readonly children: readonly Int32Array[];
}

const shapes = new Map<string, readonly TreeLevel[]>();
const SHAPES_KEPT = 8;

/** Nodes of all levels of a grid; entry 0 is empty. Shapes are computed once per grid size. */
export function treeShape(sides: BandSides): readonly TreeLevel[] {
  const name = `${sides.widths[0]!}x${sides.heights[0]!}`;
  const known = shapes.get(name);
  if (known !== undefined) return known;
  const shape = sides.widths.map((_, level) => (level === 0 ? { details: [], children: [] } : treeLevel(sides, level)));
  if (shapes.size >= SHAPES_KEPT) shapes.clear();
  shapes.set(name, shape);
  return shape;
}

function treeLevel({ widths, heights }: BandSides, level: number): TreeLevel {
  const width = widths[0]!;
  const w = widths[level]!;
  const h = heights[level]!;
  const fineWidth = widths[level - 1]!;
  const fineHeight = heights[level - 1]!;
  const details: Int32Array[] = [];
  const children: Int32Array[] = [];
  for (let j = 0; j < h; j++) {
    for (let i = 0; i < w; i++) {
      const own: number[] = [];
      const right = w + i < fineWidth;
      const below = h + j < fineHeight;
      if (right) own.push(j * width + w + i);
      if (below) own.push((h + j) * width + i);
      if (right && below) own.push((h + j) * width + w + i);
      details.push(Int32Array.from(own));
      const finer: number[] = [];
      if (level > 1) {
        for (const b of [2 * j, 2 * j + 1])
          for (const a of [2 * i, 2 * i + 1]) if (a < fineWidth && b < fineHeight) finer.push(b * fineWidth + a);
      }
      children.push(Int32Array.from(finer));
    }
  }
  return { details, children };
}

/** A neighbour to the left within the same band, see {@link TreePlaces}. */
export const LEFT = 1;
/** A neighbour above within the same band. */
export const ABOVE = 2;

/** Where each coefficient of a grid lies, row-major over the Mallat layout. */
export interface TreePlaces {
  /** 0 in the low band, else the level of the detail, 1 the finest. */
  readonly levels: Uint8Array;
  /** Of a detail: 0 right, 1 below, 2 diagonal. */
  readonly orientations: Uint8Array;
  /** Neighbours within the same band: {@link LEFT}, {@link ABOVE}, or both. */
  readonly neighbours: Uint8Array;
  /** Position of the same detail one level coarser, -1 where there is none. */
  readonly parents: Int32Array;
}

const places = new Map<string, TreePlaces>();

/** Places of all coefficients of a grid; computed once per grid size. */
export function treePlaces(sides: BandSides): TreePlaces {
  const name = `${sides.widths[0]!}x${sides.heights[0]!}`;
  const known = places.get(name);
  if (known !== undefined) return known;
  const made = findPlaces(sides);
  if (places.size >= SHAPES_KEPT) places.clear();
  places.set(name, made);
  return made;
}

function findPlaces({ widths, heights }: BandSides): TreePlaces {
  const width = widths[0]!;
  const size = width * heights[0]!;
  const coarsest = widths.length - 1;
  const out = {
    levels: new Uint8Array(size),
    orientations: new Uint8Array(size),
    neighbours: new Uint8Array(size),
    parents: new Int32Array(size).fill(-1),
  };
  for (let at = 0; at < size; at++) {
    const x = at % width;
    const y = Math.floor(at / width);
    const low = x < widths[coarsest]! && y < heights[coarsest]!;
    let level = 1;
    while (!low && x < widths[level]! && y < heights[level]!) level++;
    const right = !low && x >= widths[level]!;
    const below = !low && y >= heights[level]!;
    const i = right ? x - widths[level]! : x;
    const j = below ? y - heights[level]! : y;
    out.levels[at] = low ? 0 : level;
    out.orientations[at] = right && below ? 2 : below ? 1 : 0;
    out.neighbours[at] = (i > 0 ? LEFT : 0) | (j > 0 ? ABOVE : 0);
    if (low || level === coarsest) continue;
    const px = (right ? widths[level + 1]! : 0) + (i >> 1);
    const py = (below ? heights[level + 1]! : 0) + (j >> 1);
    if (px < widths[level]! && py < heights[level]!) out.parents[at] = py * width + px;
  }
  return out;
}
