/**
 * @file What the network of the learned motion generator sees of a group, on the grid of the hints: the key picture in
 * planes (4 x 4 phases of the luma, 2 x 2 of each chroma, `value / 255 - 0.5`) and where and how the group moves as far
 * as the coarse maps tell. `lab/motion-filters/motion_model.py` computes the same.
 */
import { clamp, logarithm, mean } from '../../math/index.js';
import { seriesAt, type Flow, type ModeSeries, type TrajectoryHints } from '../../motion/index.js';
import { chromaSide, lumaPlane, resamplePlane, type Picture, type Plane } from '../../picture/index.js';
import type { NetworkTensor } from '../network.js';
import { paddedPlanes } from './padded-planes.js';

/** Planes of {@link MotionScene.planes}: 16 of luma, 8 of chroma, speed, two of direction, level, coarseness. */
const PLANES = 29;
/** Sides of the planes are multiples of this; beyond the grid its last cells go on. */
const MULTIPLE = 4;

/** Inputs of the network for one group. */
export interface MotionScene {
  /** 1 x 29 x height x width, padded to sides that are multiples of 4. */
  readonly planes: NetworkTensor;
  /** How coarsely each mode was quantised: about -1 (finely) to 2. */
  readonly coarseness: readonly number[];
}

/** What the network sees of a group of at least one mode. */
export function motionScene(
  { maps, mapSteps, series }: Pick<TrajectoryHints, 'maps' | 'mapSteps' | 'series'>,
  key: Picture,
): MotionScene {
  const { width, height } = maps[0]!;
  const area = width * height;
  const planes = new Float32Array(PLANES * area);
  writeKey(key, width, height, planes);
  for (const [k, plane] of movingPlanes(maps, series, 1).entries()) planes.set(plane, (24 + k) * area);
  const coarseness = maps.map((map, k) =>
    clamp(0.4 * logarithm(mapSteps[k]! / (rootMeanSquare(map.data) + 1e-6)), -2, 2),
  );
  planes.fill(mean(coarseness), 28 * area);
  const apart = Array.from({ length: PLANES }, (_, k) => planes.subarray(k * area, (k + 1) * area));
  return { planes: paddedPlanes(apart, maps[0]!, MULTIPLE), coarseness };
}

/**
 * Where and how modes move, on their grid: speed over its root mean square (logarithm of 1 + it), two planes of direction
 * (cosine and sine of twice the angle, as far as there is one), and the logarithm of that root mean square everywhere.
 * @param scale of displacements
 */
export function movingPlanes(maps: readonly Flow[], series: ModeSeries, scale: number): readonly Float32Array[] {
  const area = maps[0]!.data.length / 2;
  const [xx, xy, yy] = velocityTensor(maps, velocityCovariance(series, maps.length));
  let meanEnergy = 1e-8;
  for (let i = 0; i < area; i++) meanEnergy += Math.max(xx[i]! + yy[i]!, 0) / area;
  const out = Array.from({ length: 4 }, () => new Float32Array(area));
  for (let i = 0; i < area; i++) {
    const energy = Math.max(xx[i]! + yy[i]!, 0);
    out[0]![i] = logarithm(1 + Math.sqrt(energy / meanEnergy));
    out[1]![i] = (xx[i]! - yy[i]!) / (energy + 0.01 * meanEnergy);
    out[2]![i] = (2 * xy[i]!) / (energy + 0.01 * meanEnergy);
    out[3]![i] = 0.25 * logarithm(meanEnergy * scale * scale);
  }
  return out;
}

function rootMeanSquare(data: Float32Array): number {
  return Math.sqrt(data.reduce((sum, value) => sum + value * value, 0) / data.length);
}

function writeKey(key: Picture, width: number, height: number, out: Float32Array): void {
  const sized = (plane: Plane, scale: number): Plane =>
    plane.width === scale * width && plane.height === scale * height
      ? plane
      : resamplePlane(plane, scale * width, scale * height);
  const chroma = (data: Uint8Array): Plane => ({
    width: chromaSide(key.width),
    height: chromaSide(key.height),
    data: Float32Array.from(data),
  });
  const parts: readonly (readonly [Plane, number])[] = [
    [sized(lumaPlane(key), 4), 4],
    [sized(chroma(key.u), 2), 2],
    [sized(chroma(key.v), 2), 2],
  ];
  let at = 0;
  for (const [source, scale] of parts) {
    for (let phase = 0; phase < scale * scale; phase++) {
      for (let i = 0; i < width * height; i++) {
        const x = scale * (i % width) + (phase % scale);
        const y = scale * Math.floor(i / width) + Math.floor(phase / scale);
        out[at++] = source.data[y * source.width + x]! / 255 - 0.5;
      }
    }
  }
}

/** Means over time of the products of the changes of two modes' series from frame to frame, row-major. */
function velocityCovariance({ basis, coefficients }: ModeSeries, count: number): Float64Array {
  const out = new Float64Array(count * count);
  const steps = (coefficients[0]?.length ?? 0) - 1;
  const changes = coefficients.slice(0, count).map((values) => {
    const samples = values.map((_, t) => seriesAt(basis, values, t));
    return Float32Array.from({ length: steps }, (_, t) => samples[t + 1]! - samples[t]!);
  });
  for (let k = 0; k < count; k++) {
    for (let l = 0; l < count; l++)
      out[k * count + l] = changes[k]!.reduce((sum, value, t) => sum + value * changes[l]![t]!, 0) / Math.max(steps, 1);
  }
  return out;
}

/** Mean products of the velocities along x and y, per cell. */
function velocityTensor(
  maps: readonly Flow[],
  covariance: Float64Array,
): readonly [Float64Array, Float64Array, Float64Array] {
  const area = maps[0]!.data.length / 2;
  const [xx, xy, yy] = [new Float64Array(area), new Float64Array(area), new Float64Array(area)];
  for (const [k, { data: a }] of maps.entries()) {
    for (const [l, { data: b }] of maps.entries()) {
      const c = covariance[k * maps.length + l]!;
      for (let i = 0; i < area; i++) {
        xx[i]! += c * a[2 * i]! * b[2 * i]!;
        xy[i]! += c * a[2 * i]! * b[2 * i + 1]!;
        yy[i]! += c * a[2 * i + 1]! * b[2 * i + 1]!;
      }
    }
  }
  return [xx, xy, yy];
}
