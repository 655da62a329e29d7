import { bandSides, type BandSides, type MapTransform } from './map-transform.js';
import { treeShape } from '../tokens/tree-shape.js';

/**
 * The picture that each coefficient of a {@link MapTransform} draws, as sparse lists: coefficient `i` adds
 * `values[n]` to cell `cells[n]` for `n` from `starts[i]` to `starts[i + 1]`. Its energy is about 1.
 */
export interface BasisPictures {
  /** Number of coefficients, which is the number of cells. */
  readonly size: number;
  readonly sides: BandSides;
  /** The transform whose pictures these are. */
  readonly transform: MapTransform;
  readonly starts: Int32Array;
  readonly cells: Int32Array;
  readonly values: Float32Array;
  /** Level of each coefficient: 0 for the low band, else 1 (finest) upwards. */
  readonly levels: Uint8Array;
  /** All coefficients, low band first, then coarse to fine. */
  readonly coarseToFine: Int32Array;
  /** Details of each tree node and all below it, finest nodes first. */
  readonly subtrees: readonly Int32Array[];
}

/** Values below this share of unit energy are left out of the lists. */
const NEGLIGIBLE = 1e-4;

/** Draws every basis picture of a transform once. */
export function basisPictures(transform: MapTransform): BasisPictures {
  const { width, height } = transform;
  const size = width * height;
  const sides = bandSides(width, height);
  const starts = new Int32Array(size + 1);
  const cells: number[] = [];
  const values: number[] = [];
  const impulse = new Float32Array(size);
  for (let at = 0; at < size; at++) {
    impulse.fill(0);
    impulse[at] = 1;
    transform.inverse(impulse);
    for (let cell = 0; cell < size; cell++) {
      if (Math.abs(impulse[cell]!) < NEGLIGIBLE) continue;
      cells.push(cell);
      values.push(impulse[cell]!);
    }
    starts[at + 1] = cells.length;
  }
  const levels = Uint8Array.from({ length: size }, (_, at) => levelOf(at % width, Math.floor(at / width), sides));
  const coarseToFine = Int32Array.from({ length: size }, (_, i) => i).sort(
    (a, b) => rank(levels[a]!) - rank(levels[b]!) || a - b,
  );
  return {
    size,
    sides,
    transform,
    starts,
    cells: Int32Array.from(cells),
    values: Float32Array.from(values),
    levels,
    coarseToFine,
    subtrees: subtreesOf(sides),
  };
}

function rank(level: number): number {
  return level === 0 ? 0 : 100 - level;
}

function levelOf(x: number, y: number, { widths, heights }: BandSides): number {
  for (let level = 1; level < widths.length; level++) if (x >= widths[level]! || y >= heights[level]!) return level;
  return 0;
}

function subtreesOf(sides: BandSides): Int32Array[] {
  const shape = treeShape(sides);
  const out: Int32Array[] = [];
  let below: Int32Array[] = [];
  for (let level = 1; level < shape.length; level++) {
    const { details, children } = shape[level]!;
    const finer = below;
    below = details.map((own, node) =>
      Int32Array.from([...own, ...[...children[node]!].flatMap((child) => [...(finer[child] ?? [])])]),
    );
    out.push(...below);
  }
  return out;
}
