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

/** Rows of a plane: the first, and the one behind the last. */
export interface Band {
  readonly from: number;
  readonly to: number;
}

/** Sides of a plane in samples. */
interface Sides {
  readonly width: number;
  readonly height: number;
}

/**
 * Bicubic warp of luma; twin: `warpLuma` in `render/warp-picture.ts`.
 * @param taps four for each of 64 phases
 * @param band rows that are written
 * @param out of its size, overwritten there, but for rows that are left out
 * @returns whether it was done
 */
export function warpLumaKernel(
  key: Uint8Array,
  { width, height }: Sides,
  { flow, left, share, rows }: WarpPlaces,
  taps: Int32Array,
  { from, to }: Band,
  out: Uint8Array,
): boolean {
  const written = out.subarray(from * width, to * width);
  return SHOW.run((exports, arena) => {
    const address = rows === undefined ? arena.room(written.length) : arena.put(written);
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
      from,
      to,
      address - from * width,
    );
    arena.take(address, written);
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
 * @param band rows that are written
 * @param out of its size, overwritten there, but for rows that are left out
 * @returns whether it was done
 */
export function warpChromaKernel(
  key: Chroma,
  { width, height }: Sides,
  { flow, left, share, rows }: WarpPlaces,
  { from, to }: Band,
  out: Chroma,
): boolean {
  const [ownU, ownV] = [out.u, out.v].map((plane) => plane.subarray(from * width, to * width)) as [
    Uint8Array,
    Uint8Array,
  ];
  return SHOW.run((exports, arena) => {
    const place = (plane: Uint8Array): number => (rows === undefined ? arena.room(plane.length) : arena.put(plane));
    const [toU, toV] = [place(ownU), place(ownV)];
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
      from,
      to,
      toU - from * width,
      toV - from * width,
    );
    arena.take(toU, ownU);
    arena.take(toV, ownV);
  });
}
