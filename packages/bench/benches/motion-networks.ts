/**
 * @file Motion generators that were tried beside the one that ships (`learned-motion.ts`), but for their networks: what goes
 * in and what is made of what comes out, as in training/motion_model.py. Both see one mode at a time, beside the key picture and where
 * things move, and add a residual to its map: plain regression, and flow matching, which samples it.
 */
import type { DenseMotion, MotionConditions, Network, NetworkTensor } from 'dynamics-codec/generator';
import { learnedMotion } from 'dynamics-codec/generator';
import { motionScene, type MotionScene } from '../../codec/src/generator/motion/motion-scene.js';
import type { Flow } from 'dynamics-codec/motion';

/** Deviation of the noise that flow matching was trained to start from, in units of a mode. */
const NOISE = 0.25;

/** A group's dense motion: a filter network's, and a residual of each map added to it. @param steps of flow matching; undefined for plain regression */
export async function generateResidual(
  mean: Network,
  network: Network,
  steps: number | undefined,
  conditions: MotionConditions,
): Promise<DenseMotion> {
  const { hints, key, seed } = conditions;
  const motion = await learnedMotion(mean, 0).generate(conditions);
  const count = hints.maps.length;
  if (count === 0) return motion;
  const scene = motionScene(hints, key);
  const units = hints.maps.map(
    ({ data }) => Math.sqrt(data.reduce((sum, value) => sum + value * value, 0) / data.length) + 1e-6,
  );
  const maps = mapInputs(hints.maps, motion.maps, scene, units);
  const residual =
    steps === undefined
      ? (await network.run({ scene: scene.planes, maps }))['residual']!.data
      : await sampled(network, scene, maps, steps, seed);
  return { ...motion, maps: motion.maps.map((map, k) => (k < count ? added(map, residual, k, units[k]!) : map)) };
}

/** Place of component `axis` at a dense cell in planes of 2 x 2 phases. */
function phasePlace(axis: number, x: number, y: number, width: number, height: number): number {
  return ((4 * axis + 2 * (y & 1) + (x & 1)) * (height / 2) + (y >> 1)) * (width / 2) + (x >> 1);
}

function mapInputs(
  coarse: readonly Flow[],
  mean: readonly Flow[],
  { coarseness }: MotionScene,
  units: readonly number[],
): NetworkTensor {
  const { width, height } = coarse[0]!;
  const area = width * height;
  const data = new Float32Array(coarse.length * 11 * area);
  for (const [k, map] of coarse.entries()) {
    const base = k * 11 * area;
    for (let i = 0; i < area; i++) {
      data[base + i] = map.data[2 * i]! / units[k]!;
      data[base + area + i] = map.data[2 * i + 1]! / units[k]!;
      data[base + 10 * area + i] = coarseness[k]!;
    }
    const dense = mean[k]!;
    for (let i = 0; i < dense.data.length; i++) {
      const cell = i >> 1;
      data[
        base +
          2 * area +
          phasePlace(i & 1, cell % dense.width, Math.floor(cell / dense.width), dense.width, dense.height)
      ] = dense.data[i]! / units[k]!;
    }
  }
  return { data, shape: [coarse.length, 11, height, width] };
}

function added(map: Flow, residual: Float32Array, mode: number, unit: number): Flow {
  const { width, height } = map;
  const base = mode * map.data.length;
  const data = map.data.map(
    (value, i) =>
      value + unit * residual[base + phasePlace(i & 1, (i >> 1) % width, Math.floor((i >> 1) / width), width, height)]!,
  );
  return { width, height, data };
}

/** Euler steps from noise to a residual. One step starts from no noise at all, which gives the mean of what flow matching learned. */
async function sampled(
  network: Network,
  scene: MotionScene,
  maps: NetworkTensor,
  steps: number,
  seed: number,
): Promise<Float32Array> {
  const [count, , height, width] = maps.shape as [number, number, number, number];
  const area = height * width;
  const size = 8 * area;
  const normal = gaussian(seed + 1);
  const state = Float32Array.from({ length: count * size }, () => (steps === 1 ? 0 : NOISE * normal()));
  for (let step = 0; step < steps; step++) {
    const noisy = new Float32Array(count * 9 * area);
    for (let k = 0; k < count; k++) {
      noisy.set(state.subarray(k * size, (k + 1) * size), k * 9 * area);
      noisy.fill(step / steps, k * 9 * area + size, (k + 1) * 9 * area);
    }
    const { residual } = await network.run({
      scene: scene.planes,
      maps,
      noisy: { data: noisy, shape: [count, 9, height, width] },
    });
    for (let i = 0; i < state.length; i++) state[i]! += residual!.data[i]! / steps;
  }
  return state;
}

/** Normal deviates by Box and Muller from a 32-bit integer generator (xorshift, Marsaglia 2003). */
function gaussian(seed: number): () => number {
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x6d2b79f5) >>> 0 || 1;
  const uniform = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return (state + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}
