import { SHOW } from './module.js';

/** A flow on a grid, and where the columns of a plane lie between those of the grid. */
export interface WarpPlaces {
  readonly flow: { readonly width: number; readonly height: number; readonly data: Float32Array };
  /** For each column of the plane: index in a row of the flow of the cell at its left. */
  readonly left: Int32Array;
  /** For each column: share of the cell at its right. */
  readonly share: Float32Array;
  /** Rows of the grid that are written; all where undefined. */
  readonly rows: Uint8Array | undefined;
}

/** Sides of a plane in samples. */
interface Sides {
  readonly width: number;
  readonly height: number;
}

/**
 * Bicubic warp of luma; twin: `warpLuma` in `render/warp-picture.ts`.
 * @param taps four for each of 64 phases
 * @param out overwritten, but for rows that are left out
 * @returns whether it was done
 */
export function warpLumaKernel(
  key: Uint8Array,
  { width, height }: Sides,
  { flow, left, share, rows }: WarpPlaces,
  taps: Int32Array,
  out: Uint8Array,
): boolean {
  return SHOW.run((exports, arena) => {
    const to = rows === undefined ? arena.room(out.length) : arena.put(out);
    exports.warpLuma(
      arena.put(key),
      width,
      height,
      arena.put(flow.data),
      flow.width,
      flow.height,
      arena.put(left),
      arena.put(share),
      arena.put(taps),
      arena.room(48 * (taps.length / 4)),
      arena.room(8 * (flow.width + 1)),
      rows === undefined ? 0 : arena.put(rows),
      to,
    );
    arena.take(to, out);
  });
}

/** Two planes of chroma. */
interface Chroma {
  readonly u: Uint8Array;
  readonly v: Uint8Array;
}

/**
 * Bilinear warp of chroma; twin: `warpChroma` in `render/warp-picture.ts`.
 * @param sides of a plane of chroma
 * @param out overwritten, but for rows that are left out
 * @returns whether it was done
 */
export function warpChromaKernel(
  key: Chroma,
  { width, height }: Sides,
  { flow, left, share, rows }: WarpPlaces,
  out: Chroma,
): boolean {
  return SHOW.run((exports, arena) => {
    const place = (plane: Uint8Array): number => (rows === undefined ? arena.room(plane.length) : arena.put(plane));
    const [toU, toV] = [place(out.u), place(out.v)];
    const u = arena.put(key.u);
    const v = arena.put(key.v);
    arena.room(width + 4);
    exports.warpChroma(
      u,
      v,
      width,
      height,
      arena.put(flow.data),
      flow.width,
      flow.height,
      arena.put(left),
      arena.put(share),
      arena.room(8 * (flow.width + 1)),
      rows === undefined ? 0 : arena.put(rows),
      toU,
      toV,
    );
    arena.take(toU, out.u);
    arena.take(toV, out.v);
  });
}
