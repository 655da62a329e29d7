/** How far two lists of strengths are apart. */
export interface OctaveDistance {
  /** Mean distance in octaves; 0 for the same. */
  readonly distance: number;
  /** Mean ratio, decoded over original, as a factor. */
  readonly ratio: number;
}

/**
 * Distance in octaves of strengths place by place, weighted by the root of their sum.
 * @param noise strength below which differences do not count
 */
export function octaveDistance(original: Float64Array, decoded: Float64Array, noise: number): OctaveDistance {
  let [total, distance, shift] = [0, 0, 0];
  for (let i = 0; i < original.length; i++) {
    const weight = Math.sqrt(decoded[i]! + original[i]!);
    const octaves = Math.log2((decoded[i]! + noise) / (original[i]! + noise));
    total += weight;
    distance += weight * Math.abs(octaves);
    shift += weight * octaves;
  }
  const scale = 1 / Math.max(total, 1e-12);
  return { distance: distance * scale, ratio: 2 ** (shift * scale) };
}
