/**
 * @file Statistics of motion guessed from a key picture alone: what in it would move, how strongly and how fast. A network
 * has learned them from clips (packages/models/README.md has its contract).
 */
import { powerOfTwo } from '../../math/index.js';
import { displacementScale, gridSize, LIGHT_SCALE, OCTAVES, type MotionStatistics } from '../../motion/index.js';
import type { Picture, Plane } from '../../picture/index.js';
import { outputOf, type Network } from '../network.js';
import { paddedPlanes } from './padded-planes.js';
import { keyPlanes, placePlanes, PRIOR_MULTIPLE } from './prior-scene.js';

/** Cells of the network's input per cell of the statistics, along a side. */
const FINER = 4;

/**
 * Guesses the statistics of a picture.
 * @param grid index into `GRID_SIDES`, of 16 cells: what the network was trained on
 * @throws ModelError `BAD_MODEL` where the network gives something else than strengths of its scene
 */
export async function guessStatistics(network: Network, key: Picture, grid: number): Promise<MotionStatistics> {
  const size = gridSize(key.width, key.height, grid);
  const fine = { width: FINER * size.width, height: FINER * size.height };
  const scene = paddedPlanes([...keyPlanes(key, fine), ...placePlanes(fine)], fine, PRIOR_MULTIPLE);
  const [, , high, wide] = scene.shape as [number, number, number, number];
  const shape = [1, 2 * OCTAVES, high / FINER, wide / FINER];
  const strengths = outputOf(await network.run({ scene }), 'strengths', shape);
  const row = wide / FINER;
  const planeOf = (plane: number, { faint, most }: typeof LIGHT_SCALE): Plane => ({
    ...size,
    data: Float32Array.from({ length: size.width * size.height }, (_, i) => {
      const at = (plane * high) / FINER + Math.floor(i / size.width);
      const strength = faint * (powerOfTwo(strengths.data[at * row + (i % size.width)]!) - 1);
      return strength > 0 ? Math.min(strength, most) : 0;
    }),
  });
  return {
    displacement: Array.from({ length: OCTAVES }, (_, octave) => planeOf(octave, displacementScale(key))),
    light: Array.from({ length: OCTAVES }, (_, octave) => planeOf(OCTAVES + octave, LIGHT_SCALE)),
  };
}
