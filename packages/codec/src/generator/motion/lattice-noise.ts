/**
 * @file Smooth noise: a sum of white noise on three lattices. What the network that draws motion begins with;
 * `lab/motion-prior/prior_model.py` computes the same.
 */
import { addLattice, SeededNoise } from '../../math/index.js';

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
