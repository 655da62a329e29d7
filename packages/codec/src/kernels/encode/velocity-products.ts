import { ENCODE } from './module.js';

/** Planes of one size and the blocks they are cut into. */
export interface BlockedPlanes {
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly rows: number;
}

/**
 * Products of blocks of a plane with what lies downstream in later ones; twin: `addProducts` in
 * `encoder/analysis/velocity-correlation.ts`.
 * @param later planes, and how many frames later they are
 * @param reach fastest velocity along either axis
 * @param products a plane of blocks for each velocity, added to
 * @returns whether it was done
 */
export function velocityProductsKernel(
  now: Float32Array,
  later: readonly { readonly data: Float32Array; readonly lag: number }[],
  { width, height, columns, rows }: BlockedPlanes,
  reach: number,
  products: Float32Array,
): boolean {
  return ENCODE.run((exports, arena) => {
    const sums = arena.put(products);
    const first = arena.put(now);
    for (const { data, lag } of later)
      exports.velocityProducts(first, arena.put(data), width, height, columns, rows, reach, lag, sums);
    arena.take(sums, products);
  });
}
