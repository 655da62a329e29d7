/**
 * @file White noise on a lattice, spread by cubic B-splines (the "sparse" splines of Unser, "Splines: a perfect fit for
 * signal and image processing", IEEE Signal Processing Magazine 1999): smooth, and of variance 1 everywhere.
 */
import type { SeededNoise } from './seeded-noise.js';

/**
 * Adds smooth noise of variance 1 to a plane.
 * @param spacing cells between the points of the lattice, a whole number
 * @param width of the plane
 * @param out `width * height` values
 */
export function addLattice(noise: SeededNoise, spacing: number, width: number, out: Float32Array): void {
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
