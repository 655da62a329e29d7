import { LANES } from '../../kernels/encode/index.js';
import { MapTransform, type BandSides } from './map-transform.js';
import { treeShape } from '../tokens/tree-shape.js';

/**
 * The picture that each coefficient of a {@link MapTransform} draws. The transform is separable, so a picture is a profile
 * across times a profile down: coefficient `i` adds `gains[i] * lines[down[i] + y] * lines[across[i] + x]` to the cell `x`
 * columns and `y` rows from the corner of its box. Its energy is about 1.
 */
export interface BasisPictures {
  /** Number of coefficients, which is the number of cells. */
  readonly size: number;
  readonly sides: BandSides;
  /** The transform whose pictures these are. */
  readonly transform: MapTransform;
  /** Profiles, one after the other. Zeros fill each up to what kernels take at a time. */
  readonly lines: Float32Array;
  /** Where the profile across of each picture begins. */
  readonly across: Int32Array;
  /** Where the profile down of each picture begins. */
  readonly down: Int32Array;
  readonly gains: Float32Array;
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

/** Grids whose pictures are kept: those of one clip. */
const KEPT = 4;

const drawn = new Map<string, BasisPictures>();

/** The basis pictures of the transform on a grid. Drawn once per size of grid. */
export function basisPictures(width: number, height: number): BasisPictures {
  const name = `${width}x${height}`;
  const known = drawn.get(name);
  if (known !== undefined) return known;
  const pictures = drawPictures(new MapTransform(width, height));
  if (drawn.size >= KEPT) drawn.clear();
  drawn.set(name, pictures);
  return pictures;
}

function drawPictures(transform: MapTransform): BasisPictures {
  const { width, height, sides } = transform;
  const size = width * height;
  const levels = Uint8Array.from({ length: size }, (_, at) => levelOf(at % width, Math.floor(at / width), sides));
  const lines: number[] = [];
  const columns = drawProfiles(transform, sides.widths, lines);
  const rows = drawProfiles(transform, sides.heights, lines);
  const across = new Int32Array(size);
  const down = new Int32Array(size);
  const boxes = new Int16Array(4 * size);
  for (let at = 0; at < size; at++) {
    const level = levels[at] === 0 ? transform.levels : levels[at]!;
    const column = columns[level]![at % width]!;
    const row = rows[level]![Math.floor(at / width)]!;
    across[at] = column.start;
    down[at] = row.start;
    boxes.set([column.first, row.first, column.last, row.last], 4 * at);
  }
  const coarseToFine = Int32Array.from({ length: size }, (_, i) => i).sort(
    (a, b) => rank(levels[a]!) - rank(levels[b]!) || a - b,
  );
  const subtrees = subtreesOf(sides);
  return {
    size,
    sides,
    transform,
    lines: Float32Array.from(lines),
    across,
    down,
    gains: transform.scales.map((scale) => 1 / scale),
    boxes,
    levels,
    coarseToFine,
    subtrees,
    subtreesAround: membershipOf(subtrees, size),
  };
}

/** Where a profile is among all, and the first and the last place along the side where it is not zero. */
interface Profile {
  readonly start: number;
  readonly first: number;
  readonly last: number;
}

/** The profiles along one side, by level and place, added to `lines`. */
function drawProfiles(transform: MapTransform, lengths: readonly number[], lines: number[]): Profile[][] {
  return lengths.map((length, level) => {
    const places = lengths[level - 1] ?? length;
    return Array.from({ length: places }, (_, at) => {
      const line = new Float32Array(lengths[0]!);
      transform.drawProfile(lengths, at, level, line);
      const first = line.findIndex((value) => value !== 0);
      const last = line.findLastIndex((value) => value !== 0);
      const start = lines.length;
      lines.push(...line.subarray(first, last + 1));
      while (lines.length % LANES !== 0) lines.push(0);
      return { start, first, last };
    });
  });
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
