/**
 * @file The learned motion generator, but for its network: filters that add to the classical generator's maps what the key
 * picture tells (packages/models/README.md has the contract).
 *
 * The network looks at the key picture and at where a group moves, once per group, and gives for every dense cell
 * weights of nearby coarse cells: learned joint upsampling by kernel prediction (Bako et al., "Kernel-predicting
 * convolutional networks for denoising Monte Carlo renderings", SIGGRAPH 2017; Jia et al., "Dynamic filter networks",
 * NIPS 2016). All modes are filtered alike, but for a share that grows with a mode's quantiser step. So what comes out is
 * linear in the hints, needs no noise, and takes about as long for ten modes as for one.
 */
import type { Flow } from '../../motion/index.js';
import { DENSE_SIDE, upsampledMotion } from './upsampled-motion.js';
import { drawLearned, drawMotion } from './draw-motion.js';
import type { DenseMotion, MotionConditions, MotionGenerator } from '../generator.js';
import { motionScene } from './motion-scene.js';
import { outputOf, type Network, type NetworkTensor } from '../network.js';

/** Longer side of the coarse grid that the network was trained on; other grids are left to the classical generator. */
const COARSE_SIDE = DENSE_SIDE / 2;
/** A filter has this many cells to each side of the nearest one, then 3 x 3 blurred ones at a distance of `FAR` cells. */
const REACH = 2;
const SUPPORT = 2 * REACH + 1;
const NEAR = SUPPORT * SUPPORT;
const FAR = 4;
const TAPS = NEAR + 9;
/** Dense cells of a coarse one: 2 x 2. */
const PHASES = 4;
const FILTERS = 2 * PHASES * TAPS;

/** The networks of a motion generator; where one is left out, the classical generator does its part. */
export interface MotionNetworks {
  /** Makes hints dense. */
  readonly filters?: Network | undefined;
  /** Draws the motion that is not sent. */
  readonly prior?: Network | undefined;
}

/** The motion generator that networks make. @param modelId id of its model in the header of streams */
export function learnedMotion({ filters, prior }: MotionNetworks, modelId: number): MotionGenerator {
  return {
    modelId,
    async generate(conditions) {
      const motion = filters === undefined ? upsampledMotion(conditions) : await filteredMotion(filters, conditions);
      const { drawing, key, seed } = conditions;
      if (drawing === undefined) return motion;
      const { modes, light } =
        prior === undefined ? drawMotion(drawing, key, seed) : await drawLearned(prior, drawing, conditions);
      return { ...motion, drawn: modes, drawnLight: light };
    },
  };
}

async function filteredMotion(network: Network, { hints, key }: MotionConditions): Promise<DenseMotion> {
  const first = hints.maps[0];
  if (first === undefined || Math.max(first.width, first.height) !== COARSE_SIDE)
    return upsampledMotion({ hints, key });
  const classical = upsampledMotion({ hints, key }, { width: 2 * first.width, height: 2 * first.height });
  const scene = motionScene(hints, key);
  const [, , high, wide] = scene.planes.shape as [number, number, number, number];
  const filters = outputOf(await network.run({ scene: scene.planes }), 'filters', [1, FILTERS, high, wide]);
  return {
    ...classical,
    maps: classical.maps.map((map, k) =>
      k < hints.maps.length ? withFiltered(map, hints.maps[k]!, filters, scene.coarseness[k]!) : map,
    ),
  };
}

/** A dense map and, added to it, sums of coarse cells by the filters of each dense cell. */
function withFiltered(dense: Flow, coarse: Flow, filters: NetworkTensor, coarseness: number): Flow {
  const { width, height } = coarse;
  const [, , high, wide] = filters.shape as [number, number, number, number];
  const plane = high * wide;
  const out = dense.data.slice();
  const sources = [coarse.data, blurred(coarse)];
  for (let place = 0; place < PHASES * TAPS; place++) {
    const phase = Math.floor(place / TAPS);
    const { source, dx, dy } = tapOf(place % TAPS);
    const from = sources[source]!;
    const even = place * plane;
    const more = (PHASES * TAPS + place) * plane;
    for (let y = 0; y < height; y++) {
      const row = Math.min(Math.max(y + dy, 0), height - 1) * width;
      let at = 2 * ((2 * y + (phase >> 1)) * 2 * width + (phase & 1));
      for (let x = 0; x < width; x++, at += 4) {
        const cell = 2 * (row + Math.min(Math.max(x + dx, 0), width - 1));
        const i = y * wide + x;
        const weight = filters.data[even + i]! + coarseness * filters.data[more + i]!;
        out[at]! += weight * from[cell]!;
        out[at + 1]! += weight * from[cell + 1]!;
      }
    }
  }
  return { width: dense.width, height: dense.height, data: out };
}

/** Where a weight of a filter looks: at the coarse map (source 0) or the blurred one (1), so many cells away. */
function tapOf(tap: number): { readonly source: 0 | 1; readonly dx: number; readonly dy: number } {
  if (tap < NEAR) return { source: 0, dx: (tap % SUPPORT) - REACH, dy: Math.floor(tap / SUPPORT) - REACH };
  return { source: 1, dx: FAR * (((tap - NEAR) % 3) - 1), dy: FAR * (Math.floor((tap - NEAR) / 3) - 1) };
}

/** Means over 5 x 5 cells; beyond the edge its cells go on. */
function blurred(map: Flow): Float32Array {
  return blurredAlong(blurredAlong(map.data, map, 1, 0), map, 0, 1);
}

function blurredAlong(data: Float32Array, { width, height }: Flow, dx: number, dy: number): Float32Array {
  const out = new Float32Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = 2 * (y * width + x);
      for (let step = -REACH; step <= REACH; step++) {
        const from =
          2 *
          (Math.min(Math.max(y + step * dy, 0), height - 1) * width + Math.min(Math.max(x + step * dx, 0), width - 1));
        out[at]! += data[from]! / SUPPORT;
        out[at + 1]! += data[from + 1]! / SUPPORT;
      }
    }
  }
  return out;
}
