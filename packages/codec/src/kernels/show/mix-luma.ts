import { SHOW } from './module.js';
import type { Band } from './warp-picture.js';

/** Two phases of a picture's luma, and how they are mixed. */
export interface LumaMix {
  readonly first: Uint8Array;
  readonly second: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Displacements of the first phase and of the second, four floats a cell. */
  readonly flows: Float32Array;
  /** Lift of contrast by cell. */
  readonly gains: Float32Array;
  /** Gains below this count as none. */
  readonly least: number;
  /** Columns of the grid of cells. */
  readonly gridWidth: number;
  /** For each pixel of a row, the column of its cell. */
  readonly columns: Int32Array;
  /** For each row, the row of its cells. */
  readonly rows: Int32Array;
  readonly mean: { readonly width: number; readonly height: number; readonly data: Float32Array };
  /** Weights of the phases, together 1. */
  readonly weights: readonly [number, number];
}

/**
 * Mix of the luma of two phases; twin: `mixPlainly` in `render/mix-luma.ts`.
 * @param band rows that are mixed
 * @param out overwritten there
 * @returns whether it was done
 */
export function mixLumaKernel(mix: LumaMix, { from, to }: Band, out: Uint8Array): boolean {
  const { width, height, mean, weights } = mix;
  const ownRows = (plane: Uint8Array): Uint8Array => plane.subarray(from * width, to * width);
  return SHOW.run((exports, arena) => {
    const address = arena.room(ownRows(out).length);
    const before = from * width;
    exports.mixLuma(
      arena.put(ownRows(mix.first)) - before,
      arena.put(ownRows(mix.second)) - before,
      width,
      arena.put(mix.flows),
      arena.put(mix.gains),
      mix.gridWidth,
      arena.put(mix.columns),
      arena.put(mix.rows),
      mix.least,
      arena.put(mean.data),
      mean.width,
      mean.height,
      mean.width / width,
      mean.height / height,
      weights[0],
      weights[1],
      from,
      to,
      address - before,
    );
    arena.take(address, ownRows(out));
  });
}
