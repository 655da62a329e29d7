/** Side of the cells that life is measured in, in pixels. */
export const CELL = 16;

/** Whole cells that fit into a picture. */
export function cellsOf({ width, height }: { readonly width: number; readonly height: number }) {
  return { columns: Math.floor(width / CELL), rows: Math.floor(height / CELL) };
}

/** Means over the whole cells of a picture, row-major; what is left at the right and below does not count. */
export function squareCellMeans(samples: Float64Array, width: number, height: number): Float64Array {
  const { columns, rows } = cellsOf({ width, height });
  const means = new Float64Array(columns * rows);
  for (let y = 0; y < rows * CELL; y++) {
    const row = Math.floor(y / CELL) * columns;
    for (let x = 0; x < columns * CELL; x++) means[row + Math.floor(x / CELL)]! += samples[y * width + x]!;
  }
  return means.map((sum) => sum / (CELL * CELL));
}
