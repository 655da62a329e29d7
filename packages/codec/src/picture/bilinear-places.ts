/** For each sample of a fine grid, the coarse cell before it and the share of the next one. */
export interface BilinearPlaces {
  readonly first: Int32Array;
  readonly share: Float32Array;
}

/** Where the samples of a fine grid lie between the middles of the cells of a coarse one that spans the same length. */
export function bilinearPlaces(fine: number, coarse: number): BilinearPlaces {
  const first = new Int32Array(fine);
  const share = new Float32Array(fine);
  for (let i = 0; i < fine; i++) {
    const position = Math.min(Math.max(((i + 0.5) * coarse) / fine - 0.5, 0), coarse - 1);
    first[i] = Math.floor(position);
    share[i] = position - first[i]!;
  }
  return { first, share };
}
