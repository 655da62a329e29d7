/**
 * @file Smooth noise: a sum of white noise on three lattices, spread by cubic B-splines (the "sparse" splines of Unser,
 * "Splines: a perfect fit for signal and image processing", IEEE Signal Processing Magazine 1999). What the network that
 * draws motion begins with; `lab/motion-prior/prior_model.py` computes the same.
 */
import { SeededNoise } from '../../math/index.js';

/** Cells between the points of a lattice. */
const SPACINGS: readonly number[] = [2, 7, 24];

/**
 * A plane of noise of variance 1 everywhere, `width * height` values.
 * @param seed of the stream
 * @param stream first of as many numbers of noise streams as there are lattices, see {@link LATTICES}
 */
export function latticeNoise(width: number, height: number, seed: number, stream: number): Float32Array {
  const out = new Float32Array(width * height);
  for (const [k, spacing] of SPACINGS.entries()) addLattice(new SeededNoise(seed, stream + k), spacing, width, out);
  return out.map((value) => value / Math.sqrt(SPACINGS.length));
}

/** Lattices of {@link latticeNoise}. */
export const LATTICES = SPACINGS.length;

function addLattice(noise: SeededNoise, spacing: number, width: number, out: Float32Array): void {
  const height = out.length / width;
  const across = splineRows(width, spacing);
  const down = splineRows(height, spacing);
  const points = Math.ceil((width - 1) / spacing) + 4;
  const rows = Math.ceil((height - 1) / spacing) + 4;
  const wide = new Float32Array(rows * width);
  for (let v = 0; v < rows; v++) {
    const white = Float32Array.from({ length: points }, (_, u) => noise.gaussian(u, v));
    for (let x = 0; x < width; x++) {
      const { first, weights } = across[x]!;
      wide[v * width + x] = weights.reduce((sum, weight, k) => sum + weight * (white[first + k] ?? 0), 0);
    }
  }
  for (let y = 0; y < height; y++) {
    const { first, weights } = down[y]!;
    for (const [k, weight] of weights.entries()) {
      if (first + k >= rows) continue;
      for (let x = 0; x < width; x++) out[y * width + x]! += weight * wide[(first + k) * width + x]!;
    }
  }
}

/** For each cell, the four points of a lattice that it is a sum of; the weights have unit length. */
function splineRows(cells: number, spacing: number): { readonly first: number; readonly weights: readonly number[] }[] {
  return Array.from({ length: cells }, (_, cell) => {
    const first = Math.floor(cell / spacing);
    const f = cell / spacing - first;
    const weights = [1 + f, f, 1 - f, 2 - f].map(cubic);
    const norm = Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0));
    return { first, weights: weights.map((weight) => weight / norm) };
  });
}

/** The cubic B-spline. */
function cubic(distance: number): number {
  if (distance < 1) return 2 / 3 - distance * distance + (distance * distance * distance) / 2;
  const rest = 2 - distance;
  return rest > 0 ? (rest * rest * rest) / 6 : 0;
}
