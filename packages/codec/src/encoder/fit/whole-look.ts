import { mean } from '../../math/index.js';
import { chromaSide, type Picture } from '../../picture/index.js';

/** Cells along the sides of a picture, and samples along the sides of a cell that are looked at. */
const CELLS = 24;
const SAMPLES = 4;
/** Luma from which a sample may have been cut off. */
const WHITE = 254;

/** What a picture looks like as a whole. */
export interface Look {
  /** Means of a few samples in each cell of a coarse grid: Y, U and V. */
  readonly cells: readonly [Float32Array, Float32Array, Float32Array];
  readonly means: readonly [number, number, number];
  /** Root of the mean over cells of the squared distance from these means, all planes together. */
  readonly contrast: number;
  /** Share of the samples of luma at white. */
  readonly clipped: number;
}

/** The look of a picture; takes as long for a large one as for a small one. */
export function lookOf({ width, height, y, u, v }: Picture): Look {
  const chroma = [chromaSide(width), chromaSide(height)] as const;
  const cells = [cellsOf(y, width, height), cellsOf(u, ...chroma), cellsOf(v, ...chroma)] as const;
  const means = [mean(cells[0]), mean(cells[1]), mean(cells[2])] as const;
  let squares = 0;
  for (const plane of [0, 1, 2] as const) for (const value of cells[plane]) squares += (value - means[plane]) ** 2;
  let white = 0;
  forPlaces(width, height, (at) => {
    if (y[at]! >= WHITE) white++;
  });
  return {
    cells,
    means,
    contrast: Math.sqrt(squares / cells[0].length),
    clipped: white / (CELLS * CELLS * SAMPLES * SAMPLES),
  };
}

function cellsOf(plane: Uint8Array, width: number, height: number): Float32Array {
  const out = new Float32Array(CELLS * CELLS);
  forPlaces(width, height, (at, cell) => {
    out[cell]! += plane[at]! / (SAMPLES * SAMPLES);
  });
  return out;
}

/** Places spread evenly over a plane. */
function forPlaces(width: number, height: number, visit: (at: number, cell: number) => void): void {
  const count = CELLS * SAMPLES;
  for (let j = 0; j < count; j++) {
    const line = Math.floor(((j + 0.5) * height) / count) * width;
    const row = Math.floor(j / SAMPLES) * CELLS;
    for (let i = 0; i < count; i++)
      visit(line + Math.floor(((i + 0.5) * width) / count), row + Math.floor(i / SAMPLES));
  }
}
