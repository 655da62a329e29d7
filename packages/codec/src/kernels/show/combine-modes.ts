import { LANES } from '../kernel-module.js';
import { SHOW } from './module.js';

/**
 * Sum of maps times their weights; twin: `combineModes` in `motion/motion-field.ts`.
 * @param maps as long as `out`
 * @param out overwritten
 * @returns whether it was done: not where that length is no multiple of 4
 */
export function combineModesKernel(maps: readonly Float32Array[], weights: Float32Array, out: Float32Array): boolean {
  if (out.length % LANES !== 0) return false;
  return SHOW.run((exports, arena) => {
    const first = arena.room(out.byteLength * maps.length);
    for (const [k, map] of maps.entries()) arena.write(first + out.byteLength * k, map);
    const sum = arena.room(out.byteLength);
    exports.combineModes(first, arena.put(weights), maps.length, out.length, sum);
    arena.take(sum, out);
  });
}
