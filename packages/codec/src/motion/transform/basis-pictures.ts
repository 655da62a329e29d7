import { atOnce, type Steps } from '../../math/index.js';
import { bandSides, MapTransform, type BandSides } from './map-transform.js';
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
  /** Box that holds the cells of each picture: first column and row, last column and row. */
  readonly boxes: Int16Array;
  /** Level of each coefficient: 0 for the low band, else 1 (finest) upwards. */
  readonly levels: Uint8Array;
  /** All coefficients, low band first, then coarse to fine. */
  readonly coarseToFine: Int32Array;
  /** Details of each tree node and all below it, finest nodes first. */
  readonly subtrees: readonly Int32Array[];
  /** For each coefficient, the subtrees that hold it. */
  readonly subtreesAround: readonly Int32Array[];
}

/** Values below this share of unit energy are left out of the lists. */
const NEGLIGIBLE = 1e-4;
/** Grids whose pictures are kept: those of one clip. A grid of 64x64 takes 3 MB. */
const KEPT = 4;

const drawn = new Map<string, BasisPictures>();

/** The basis pictures of the transform on a grid. Drawn once per size of grid. */
export function basisPictures(width: number, height: number): BasisPictures {
  return atOnce(basisPictureSteps(width, height));
}

/** {@link basisPictures} in steps, a row of coefficients each. */
export function* basisPictureSteps(width: number, height: number): Steps<BasisPictures> {
  const name = `${width}x${height}`;
  const known = drawn.get(name);
  if (known !== undefined) return known;
  const pictures = yield* drawPictures(new MapTransform(width, height));
  if (drawn.size >= KEPT) drawn.clear();
  drawn.set(name, pictures);
  return pictures;
}

function* drawPictures(transform: MapTransform): Steps<BasisPictures> {
  const { width, height } = transform;
  const size = width * height;
  const sides = bandSides(width, height);
  const starts = new Int32Array(size + 1);
  const boxes = new Int16Array(4 * size);
  const cells: number[] = [];
  const values: number[] = [];
  const plane = new Float32Array(size);
  for (let at = 0; at < size; at++) {
    const { left, top, right, bottom } = transform.drawImpulse(at, plane);
    boxes.set([left, top, right, bottom], 4 * at);
    for (let y = top; y <= bottom; y++) {
      for (let cell = y * width + left; cell <= y * width + right; cell++) {
        if (Math.abs(plane[cell]!) < NEGLIGIBLE) continue;
        cells.push(cell);
        values.push(plane[cell]!);
      }
      plane.fill(0, y * width + left, y * width + right + 1);
    }
    starts[at + 1] = cells.length;
    if ((at + 1) % width === 0) yield;
  }
  const levels = Uint8Array.from({ length: size }, (_, at) => levelOf(at % width, Math.floor(at / width), sides));
  const coarseToFine = Int32Array.from({ length: size }, (_, i) => i).sort(
    (a, b) => rank(levels[a]!) - rank(levels[b]!) || a - b,
  );
  const subtrees = subtreesOf(sides);
  return {
    size,
    sides,
    transform,
    starts,
    cells: Int32Array.from(cells),
    values: Float32Array.from(values),
    boxes,
    levels,
    coarseToFine,
    subtrees,
    subtreesAround: membershipOf(subtrees, size),
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

function membershipOf(subtrees: readonly Int32Array[], size: number): Int32Array[] {
  const around = Array.from({ length: size }, (): number[] => []);
  for (const [number, subtree] of subtrees.entries()) for (const at of subtree) around[at]!.push(number);
  return around.map((numbers) => Int32Array.from(numbers));
}
