/**
 * @file The learned motion generators under test, but for their networks: what goes in and what is made of what comes out,
 * as in training/motion_model.py. A filter network sees the key picture and where things move and gives filters that
 * upsample all coarse maps; a map network adds a residual to each map; flow matching adds one that it samples.
 */
import type { DenseMotion, MotionConditions, Network, NetworkTensor } from '../src/generator/index.js';
import { classicalMotion } from '../src/generator/index.js';
import type { Flow } from '../src/motion/index.js';
import { chromaSide, lumaPlane, resamplePlane, type Picture, type Plane } from '../src/picture/index.js';
import { covariance, differences, seriesValues } from './motion-targets.js';

const SUPPORT = 5;
const TAPS = SUPPORT * SUPPORT;
const PHASES = 4;
/** Deviation of the noise that flow matching was trained to start from, in units of a mode. */
const NOISE = 0.25;

/** Networks that were trained; what is not there is left out. */
export interface MotionNetworks {
  readonly filter: Network;
  readonly map: Network | undefined;
  readonly flow: Network | undefined;
}

/** What the networks see of a group. */
interface Scene {
  readonly planes: NetworkTensor;
  /** Per mode: how coarsely it was quantised, and its unit. */
  readonly coarseness: readonly number[];
  readonly units: readonly number[];
}

/** A group's dense motion by filters alone, by a residual besides, or by a residual sampled in `steps` steps. */
export async function generateLearned(networks: MotionNetworks, way: 'filter' | 'map' | 'flow', steps: number, conditions: MotionConditions, frames: number): Promise<DenseMotion> {
  const { hints, key, seed } = conditions;
  const classical = await classicalMotion.generate(conditions);
  const count = hints.maps.length;
  if (count === 0) return classical;
  const series = seriesValues(hints.series, frames).slice(0, count);
  const scene = sceneOf(hints.maps, hints.mapSteps, covariance(differences(series)), key);
  const { filters } = await networks.filter.run({ scene: scene.planes });
  const mean = hints.maps.map((map, k) => filterMap(map, filters!.data, scene.coarseness[k]!));
  const camera = classical.maps.slice(count);
  if (way === 'filter') return { maps: [...mean, ...camera], velocity: classical.velocity };
  const maps = mapInputs(hints.maps, mean, scene);
  const residual = way === 'map' ? (await networks.map!.run({ scene: scene.planes, maps }))['residual']!.data : await sampled(networks.flow!, scene, maps, steps, seed);
  return { maps: [...mean.map((map, k) => added(map, residual, k, scene.units[k]!)), ...camera], velocity: classical.velocity };
}

/** Planes of a picture on a grid of `width` x `height` cells: 4 x 4 phases of the luma, 2 x 2 of each chroma. */
function keyPlanes(key: Picture, width: number, height: number): Float32Array {
  const sized = (plane: Plane, scale: number): Plane => (plane.width === scale * width && plane.height === scale * height ? plane : resamplePlane(plane, scale * width, scale * height));
  const chroma = (data: Uint8Array): Plane => ({ width: chromaSide(key.width), height: chromaSide(key.height), data: Float32Array.from(data) });
  const parts: readonly (readonly [Plane, number])[] = [[sized(lumaPlane(key), 4), 4], [sized(chroma(key.u), 2), 2], [sized(chroma(key.v), 2), 2]];
  const area = width * height;
  const out = new Float32Array(24 * area);
  let plane = 0;
  for (const [source, scale] of parts) {
    for (let phase = 0; phase < scale * scale; phase++, plane++) {
      for (let i = 0; i < area; i++) {
        const x = scale * (i % width) + (phase % scale);
        const y = scale * Math.floor(i / width) + Math.floor(phase / scale);
        out[plane * area + i] = source.data[y * source.width + x]! / 255 - 0.5;
      }
    }
  }
  return out;
}

function sceneOf(maps: readonly Flow[], steps: readonly number[], velocity: Float64Array, key: Picture): Scene {
  const { width, height } = maps[0]!;
  const area = width * height;
  const planes = new Float32Array(29 * area);
  planes.set(keyPlanes(key, width, height));
  const [xx, xy, yy] = movingTensor(maps, velocity);
  let mean = 1e-8;
  for (let i = 0; i < area; i++) mean += Math.max(xx[i]! + yy[i]!, 0) / area;
  const sizes = maps.map(({ data }) => Math.sqrt(data.reduce((sum, value) => sum + value * value, 0) / data.length));
  const coarseness = sizes.map((size, k) => Math.min(Math.max(0.4 * Math.log(steps[k]! / (size + 1e-6)), -2), 2));
  const meanCoarseness = coarseness.reduce((sum, value) => sum + value, 0) / maps.length;
  for (let i = 0; i < area; i++) {
    const energy = Math.max(xx[i]! + yy[i]!, 0);
    planes[24 * area + i] = Math.log1p(Math.sqrt(energy / mean));
    planes[25 * area + i] = (xx[i]! - yy[i]!) / (energy + 0.01 * mean);
    planes[26 * area + i] = (2 * xy[i]!) / (energy + 0.01 * mean);
    planes[27 * area + i] = 0.25 * Math.log(mean);
    planes[28 * area + i] = meanCoarseness;
  }
  return { planes: { data: planes, shape: [1, 29, height, width] }, coarseness, units: sizes.map((size) => size + 1e-6) };
}

/** Mean products of the velocities along x and y, per cell. */
function movingTensor(maps: readonly Flow[], velocity: Float64Array): readonly [Float64Array, Float64Array, Float64Array] {
  const area = maps[0]!.data.length / 2;
  const [xx, xy, yy] = [new Float64Array(area), new Float64Array(area), new Float64Array(area)];
  for (const [k, { data: a }] of maps.entries()) {
    for (const [l, { data: b }] of maps.entries()) {
      const c = velocity[k * maps.length + l]!;
      for (let i = 0; i < area; i++) {
        xx[i]! += c * a[2 * i]! * b[2 * i]!;
        xy[i]! += c * a[2 * i]! * b[2 * i + 1]!;
        yy[i]! += c * a[2 * i + 1]! * b[2 * i + 1]!;
      }
    }
  }
  return [xx, xy, yy];
}

/** Twice as fine a map: the sum of the 5 x 5 nearest cells, weighted by the filters of each dense cell. */
function filterMap(map: Flow, filters: Float32Array, coarseness: number): Flow {
  const { width, height, data } = map;
  const area = width * height;
  const out = new Float32Array(8 * area);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const cell = y * width + x;
      for (let phase = 0; phase < PHASES; phase++) {
        let dx = 0;
        let dy = 0;
        for (let tap = 0; tap < TAPS; tap++) {
          const from = Math.min(Math.max(y + Math.floor(tap / SUPPORT) - 2, 0), height - 1) * width + Math.min(Math.max(x + (tap % SUPPORT) - 2, 0), width - 1);
          const place = phase * TAPS + tap;
          const weight = filters[place * area + cell]! + coarseness * filters[(PHASES * TAPS + place) * area + cell]!;
          dx += weight * data[2 * from]!;
          dy += weight * data[2 * from + 1]!;
        }
        const at = 2 * ((2 * y + (phase >> 1)) * 2 * width + 2 * x + (phase & 1));
        out[at] = dx;
        out[at + 1] = dy;
      }
    }
  }
  return { width: 2 * width, height: 2 * height, data: out };
}

/** Place of component `axis` at a dense cell in planes of 2 x 2 phases. */
function phasePlace(axis: number, x: number, y: number, width: number, height: number): number {
  return ((4 * axis + 2 * (y & 1) + (x & 1)) * (height / 2) + (y >> 1)) * (width / 2) + (x >> 1);
}

function mapInputs(coarse: readonly Flow[], mean: readonly Flow[], { coarseness, units }: Scene): NetworkTensor {
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
      data[base + 2 * area + phasePlace(i & 1, cell % dense.width, Math.floor(cell / dense.width), dense.width, dense.height)] = dense.data[i]! / units[k]!;
    }
  }
  return { data, shape: [coarse.length, 11, height, width] };
}

function added(map: Flow, residual: Float32Array, mode: number, unit: number): Flow {
  const { width, height } = map;
  const base = mode * map.data.length;
  const data = map.data.map((value, i) => value + unit * residual[base + phasePlace(i & 1, (i >> 1) % width, Math.floor((i >> 1) / width), width, height)]!);
  return { width, height, data };
}

/** Euler steps from noise to a residual. One step starts from no noise at all, which gives the mean of what flow matching learned. */
async function sampled(network: Network, scene: Scene, maps: NetworkTensor, steps: number, seed: number): Promise<Float32Array> {
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
    const { residual } = await network.run({ scene: scene.planes, maps, noisy: { data: noisy, shape: [count, 9, height, width] } });
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
