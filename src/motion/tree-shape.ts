import type { BandSides } from './map-transform.js';

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
        for (const b of [2 * j, 2 * j + 1]) for (const a of [2 * i, 2 * i + 1]) if (a < fineWidth && b < fineHeight) finer.push(b * fineWidth + a);
      }
      children.push(Int32Array.from(finer));
    }
  }
  return { details, children };
}
