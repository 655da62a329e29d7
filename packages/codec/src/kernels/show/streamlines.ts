import { SHOW } from './module.js';

/**
 * Displacements after each frame along a velocity field; twin: `walk` in `motion/advection.ts`.
 * @param velocity pairs on a grid of at least 2x2
 * @param cellsPerPixel across and down
 * @param steps in a frame, and the time of one with its sign
 * @param out pairs after 1, 2 ... frames, overwritten
 * @returns whether it was done
 */
export function walkKernel(
  velocity: { readonly width: number; readonly height: number; readonly data: Float32Array },
  [across, down]: readonly [number, number],
  steps: number,
  step: number,
  out: readonly Float32Array[],
): boolean {
  const { width, height, data } = velocity;
  return SHOW.run((exports, arena) => {
    const field = arena.put(data);
    const here = arena.room(data.byteLength);
    arena.clear(here, data.byteLength);
    for (const frame of out) {
      exports.walkFrame(field, width, height, across, down, steps, step, here);
      arena.take(here, frame);
    }
  });
}
