import type { Plane } from '../../picture/index.js';
import { ENCODE } from './module.js';

/**
 * Bicubic backward warp; twin: `warpPlane` in `motion/flow/warp.ts`.
 * @param flow pairs, x then y, as many as the planes have samples
 * @param out plane of the reference's size
 * @returns whether it was done
 */
export function warpPlaneKernel(reference: Plane, flow: Float32Array, out: Plane): boolean {
  const { width, height } = reference;
  if (width < 4) return false;
  return ENCODE.run((exports, arena) => {
    const result = arena.room(out.data.byteLength);
    const padded = arena.room(4 * (width + 3) * (height + 3));
    exports.warpPlane(arena.put(reference.data), width, height, arena.put(flow), padded, result);
    arena.take(result, out.data);
  });
}
