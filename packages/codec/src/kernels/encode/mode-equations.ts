import { LANES } from '../kernel-module.js';
import { ENCODE } from './module.js';

/** Evidence of one frame by cell, as floats that go with those of a map; see the twin. */
export interface PairedEvidence {
  /** What each float of a map is multiplied by. */
  readonly diagonal: Float32Array;
  /** What the other float of its pair is multiplied by. */
  readonly off: Float32Array;
  readonly right: Float32Array;
}

/**
 * Products of maps under the evidence of one frame; twin: `normalEquations` in `encoder/fit/mode-equations.ts`.
 * @param maps of one length
 * @param out `padded` rows of `padded + 1` numbers, where `padded` is the number of maps, made even: the matrix, of which what
 * lies right of the diagonal's blocks of 2x2 is 0, and the products with the right-hand side
 * @returns whether it was done: not where that length is no multiple of 4
 */
export function normalEquationsKernel(
  maps: readonly Float32Array[],
  evidence: PairedEvidence,
  out: Float64Array,
): boolean {
  const length = evidence.right.length;
  if (length % LANES !== 0) return false;
  const padded = maps.length + (maps.length & 1);
  return ENCODE.run((exports, arena) => {
    const first = arena.room(4 * length * padded);
    for (const [k, map] of maps.entries()) arena.write(first + 4 * length * k, map);
    if (padded > maps.length) arena.clear(first + 4 * length * maps.length, 4 * length);
    const to = arena.room(out.byteLength);
    arena.clear(to, out.byteLength);
    const { diagonal, off, right } = evidence;
    const weighted = arena.room(8 * length);
    exports.normalEquations(first, padded, length, arena.put(diagonal), arena.put(off), arena.put(right), weighted, to);
    arena.take(to, out);
  });
}

/**
 * Sums of what frames say about the maps of modes; twin: `mapEquations` in `encoder/fit/mode-equations.ts`.
 * @param frames of each frame: planes of one length, and one of pairs
 * @param series of each mode, a value per frame
 * @param out for each mode: the sums, plane after plane
 * @returns whether it was done: not where that length is no multiple of 4
 */
export function mapEquationsKernel(
  frames: readonly (readonly Float32Array[])[],
  series: readonly Float32Array[],
  out: readonly Float32Array[],
): boolean {
  const cells = frames[0]?.[0]?.length ?? 0;
  if (cells % LANES !== 0) return false;
  return ENCODE.run((exports, arena) => {
    const bytes = out[0]!.byteLength;
    const sums = arena.room(bytes * out.length);
    arena.clear(sums, bytes * out.length);
    const planes = arena.room(bytes);
    for (const [t, frame] of frames.entries()) {
      let at = planes;
      for (const plane of frame) {
        arena.write(at, plane);
        at += plane.byteLength;
      }
      for (const [k, values] of series.entries()) exports.addMapEquations(planes, cells, values[t]!, sums + bytes * k);
    }
    for (const [k, sum] of out.entries()) arena.take(sums + bytes * k, sum);
  });
}
