/**
 * @file A key picture that is the mean of a frame and its neighbours, registered to it by optical flow: a temporal
 * denoiser in the manner of Liu and Freeman, "A High-Quality Video Denoising Algorithm based on Reliable Motion
 * Estimation" (ECCV 2010). A neighbour counts where its patch agrees with the key frame's as far as noise allows.
 */
import { createFlow, createPyramid, FlowEstimator, preparePyramid, warpPlane, type Flow } from 'dynamics-codec/motion';
import { chromaSide, lumaPlane, type Picture, type Plane } from 'dynamics-codec/picture';
import { boxMean } from '../../packages/codec/src/picture/local-statistics.js';

/** How a fused key picture is made. */
export interface FusionOptions {
  /** Distances of the neighbours, on both sides, in frames. */
  readonly offsets: readonly number[];
  /** How much more than noise a patch may differ: 1 is strict. */
  readonly tolerance: number;
}

/** A fused key picture and the noise of its source. */
export interface FusedKey {
  readonly picture: Picture;
  /** Standard deviation of what changes between registered neighbours without being motion, in levels. */
  readonly noise: number;
  /** Mean number of frames that a sample was made of. */
  readonly depth: number;
}

const PATCH = 2;
const LEAST_NOISE = 0.5;

interface Registered {
  readonly y: Plane;
  readonly u: Plane;
  readonly v: Plane;
  /** Mean squared difference of the patch around each sample. */
  readonly difference: Float32Array;
}

/** See the head of the file. */
export function fuseKey(frames: readonly Picture[], keyFrame: number, { offsets, tolerance }: FusionOptions): FusedKey {
  const key = frames[keyFrame]!;
  const { width, height } = key;
  const target = preparePyramid(lumaPlane(key));
  const pyramid = createPyramid(width, height);
  const estimator = new FlowEstimator(width, height, 'fast');
  const neighbours = offsets
    .flatMap((offset) => [keyFrame - offset, keyFrame + offset])
    .filter((i) => i >= 0 && i < frames.length);
  const registered = neighbours.map((index) => {
    const frame = frames[index]!;
    const flow = estimator.estimate(target, preparePyramid(lumaPlane(frame), pyramid));
    return register(key, frame, flow);
  });
  if (registered.length === 0) return { picture: key, noise: 0, depth: 1 };
  const noise = noiseOf(registered[0]!.difference);
  const spread = 2 * Math.max(noise, LEAST_NOISE) ** 2;
  const weights = registered.map(({ difference }) =>
    difference.map((value) => Math.exp(-Math.max(0, value / (tolerance * spread) - 1))),
  );
  const luma = average(
    key.y,
    registered.map(({ y }) => y.data),
    weights,
  );
  const chromaWeights = weights.map((weight) => halved(weight, width, height));
  const u = average(
    key.u,
    registered.map((one) => one.u.data),
    chromaWeights,
  );
  const v = average(
    key.v,
    registered.map((one) => one.v.data),
    chromaWeights,
  );
  const depth = 1 + weights.reduce((sum, weight) => sum + weight.reduce((a, b) => a + b, 0) / weight.length, 0);
  return { picture: { width, height, y: luma, u, v }, noise, depth };
}

function register(key: Picture, frame: Picture, flow: Flow): Registered {
  const { width, height } = key;
  const y = warpPlane(lumaPlane(frame), flow);
  const [columns, rows] = [chromaSide(width), chromaSide(height)];
  const half = createFlow(columns, rows);
  for (let row = 0; row < rows; row++) {
    for (let x = 0; x < columns; x++) {
      const at = (Math.min(2 * row, height - 1) * width + Math.min(2 * x, width - 1)) * 2;
      half.data[2 * (row * columns + x)] = flow.data[at]! / 2;
      half.data[2 * (row * columns + x) + 1] = flow.data[at + 1]! / 2;
    }
  }
  const chroma = (samples: Uint8Array): Plane =>
    warpPlane({ width: columns, height: rows, data: Float32Array.from(samples) }, half);
  const squared = y.data.map((value, i) => (value - key.y[i]!) ** 2);
  return { y, u: chroma(frame.u), v: chroma(frame.v), difference: boxMean(squared, width, height, PATCH) };
}

/** Noise of one frame where the difference of two is least doubtful: the lower quartile of the patches. */
function noiseOf(difference: Float32Array): number {
  const sorted = Float32Array.from(difference).sort();
  return Math.sqrt(sorted[Math.floor(sorted.length / 4)]! / 2);
}

function average(own: Uint8Array, others: readonly Float32Array[], weights: readonly Float32Array[]): Uint8Array {
  const out = new Uint8ClampedArray(own.length);
  for (let i = 0; i < own.length; i++) {
    let sum = own[i]!;
    let total = 1;
    for (let k = 0; k < others.length; k++) {
      sum += weights[k]![i]! * others[k]![i]!;
      total += weights[k]![i]!;
    }
    out[i] = sum / total;
  }
  return Uint8Array.from(out);
}

function halved(weight: Float32Array, width: number, height: number): Float32Array {
  const [columns, rows] = [chromaSide(width), chromaSide(height)];
  const out = new Float32Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let x = 0; x < columns; x++)
      out[row * columns + x] = weight[Math.min(2 * row, height - 1) * width + Math.min(2 * x, width - 1)]!;
  }
  return out;
}
