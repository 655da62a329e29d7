import { ENCODE } from './module.js';

/** Samples of one size, row by row. */
interface Samples {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** Where the places along a side of a plane lie on a grid. */
export interface EvidencePlaces {
  /** Place of the grid before each. */
  readonly before: Int32Array;
  /** Share of the next place of the grid. */
  readonly share: Float32Array;
  /** The cell it lies in. */
  readonly cell: Int32Array;
}

/**
 * Evidence of one frame; twin: `gatherEvidence` in `encoder/analysis/photometric-evidence.ts`.
 * @param flow pairs on a grid of at least 2x2
 * @param across places of the plane's columns, `down` of its rows
 * @param scale one over the square of the residual that has a quarter of the say
 * @param out eight numbers a cell, overwritten: xx, xy, yy and weight, then h in the first and the third
 * @returns whether it was done
 */
export function gatherEvidenceKernel(
  frame: Samples,
  source: Samples,
  flow: Samples,
  across: EvidencePlaces,
  down: EvidencePlaces,
  toPlane: number,
  scale: number,
  out: Float32Array,
): boolean {
  const { width, height } = frame;
  return ENCODE.run((exports, arena) => {
    const places = (axis: EvidencePlaces): number => {
      const length = axis.before.byteLength;
      const bytes = new Uint8Array(3 * length);
      for (const [i, values] of [axis.before, axis.share, axis.cell].entries())
        bytes.set(new Uint8Array(values.buffer, values.byteOffset, length), i * length);
      return arena.put(bytes);
    };
    const to = arena.room(out.byteLength);
    exports.gatherEvidence(
      arena.put(frame.data),
      arena.put(source.data),
      width,
      height,
      arena.put(flow.data),
      flow.width,
      flow.height,
      places(across),
      places(down),
      toPlane,
      scale,
      arena.room(16 * width * height),
      arena.room(8 * flow.width + 16),
      to,
    );
    arena.take(to, out);
  });
}
