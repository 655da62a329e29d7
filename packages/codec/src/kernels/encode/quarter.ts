import { ENCODE } from './module.js';

/**
 * Means of 4x4 bytes, halves rounded to even; twin: `shrinkArea` in `motion/dis/grey-plane.ts`.
 * @param from `16 * width * height` bytes
 * @param out receives `width * height` bytes
 * @returns whether it was done
 */
export function quarterKernel(from: Uint8Array, width: number, height: number, out: Uint8Array): boolean {
  return ENCODE.run((kernels, arena) => {
    const result = arena.room(out.byteLength);
    kernels.quarterBytes(arena.put(from), width, height, result);
    arena.take(result, out);
  });
}
