/**
 * @file The modal basis: flow_t(x) = sum over k of q_k(t) * phi_k(x).
 *
 * Natural oscillation is low-rank, so a handful of mode maps phi_k and time series q_k hold most of the energy of all
 * flows of a group (DESIGN, section 2; image-space modes after Davis, Chen and Durand 2015, obtained here without their
 * frequency constraint). The basis is the weighted principal components of the flows: with T flows of N cells, T is
 * much smaller than N, so the T x T Gram matrix is decomposed (the "snapshot" method, Sirovich 1987) and the maps
 * follow by projection. Time series have a mean square of 1; the maps carry the amplitude in pixels.
 *
 * The eye sees velocity before it sees position, so a second metric acts along time: error counts as |e|^2 + w |de/dt|^2,
 * which the cosine and Fourier transforms diagonalise. With S its square root, the components of S F are found and S is
 * taken back from their series: quick small motions get modes before slow large ones. At ten modes w = 8 lowers tOF by
 * 3 to 10 % on training clips.
 */
import type { Flow } from '../flow/flow.js';
import { eigenSteps, inSteps, type Breathe } from '../../math/index.js';
import { basisFrequency, basisValue, type TimeBasis } from './time-transform.js';

/** Mode maps and time series of a group; mode 0 holds the most energy. */
export interface ModalBasis {
  /** `maps[k]`: displacement in pixels per unit of the series, on the analysis grid. */
  readonly maps: readonly Flow[];
  /** `series[k]`: one value per frame, mean square 1. */
  readonly series: readonly Float32Array[];
  /** Mean square displacement over cells and frames that each mode explains, in square pixels of the metric. */
  readonly energies: readonly number[];
  /** Mean square displacement of all flows, in square pixels of the metric. */
  readonly totalEnergy: number;
}

/** Metric along time: what an error of displacement per frame counts against one of displacement. */
export interface TimeMetric {
  readonly basis: TimeBasis;
  readonly motionWeight: number;
}

/**
 * The `count` strongest modes of a group's flows.
 * @param flows one backward flow per frame, all on the same grid
 * @param weights trust in each cell, `width * height`, from 0 to 1
 * @param breathe called between rows
 * @param metric along time; displacement alone where left out
 */
export async function modalBasis(
  flows: readonly Flow[],
  weights: Float32Array,
  count: number,
  breathe: Breathe,
  metric: TimeMetric = { basis: 'cosine', motionWeight: 0 },
): Promise<ModalBasis> {
  const first = flows[0];
  if (first === undefined) return { maps: [], series: [], energies: [], totalEnergy: 0 };
  const frames = flows.length;
  const { width, height } = first;
  const root = metricPower(metric, frames, 0.5);
  const gram = product(product(root, await gramMatrix(flows, weights, breathe), frames), root, frames);
  let trace = 0;
  for (let t = 0; t < frames; t++) trace += gram[t * frames + t]!;
  let weightSum = 0;
  for (let i = 0; i < weights.length; i++) weightSum += weights[i]!;
  const perCell = 1 / Math.max(weightSum * frames, 1e-9);
  const { values, vectors } = await inSteps(eigenSteps(gram, frames), breathe);
  const inverse = metricPower(metric, frames, -0.5);
  const maps: Flow[] = [];
  const series: Float32Array[] = [];
  const energies: number[] = [];
  for (let k = 0; k < Math.min(count, frames) && values[k]! > 1e-12 * Math.max(trace, 1e-12); k++) {
    await breathe();
    const q = applied(inverse, vectors[k]!);
    const gain = Math.sqrt(frames / q.reduce((sum, value) => sum + value * value, 0));
    series.push(Float32Array.from(q, (value) => value * gain));
    maps.push({ width, height, data: weightedSum(flows, applied(root, vectors[k]!), 1 / gain) });
    energies.push(values[k]! * perCell);
  }
  return { maps, series, energies, totalEnergy: trace * perCell };
}

/** Products that are summed up side by side. */
const AT_ONCE = 4;

/** T x T matrix of weighted inner products of flows. */
async function gramMatrix(flows: readonly Flow[], weights: Float32Array, breathe: Breathe): Promise<Float64Array> {
  const frames = flows.length;
  const gram = new Float64Array(frames * frames);
  const weighted = new Float32Array(weights.length * 2);
  for (let s = 0; s < frames; s++) {
    await breathe();
    const a = flows[s]!.data;
    for (let i = 0; i < weights.length; i++) {
      weighted[2 * i] = a[2 * i]! * weights[i]!;
      weighted[2 * i + 1] = a[2 * i + 1]! * weights[i]!;
    }
    for (let t = 0; t <= s; t += AT_ONCE) {
      const sums = innerProducts(
        weighted,
        flows.slice(t, Math.min(t + AT_ONCE, s + 1)).map(({ data }) => data),
      );
      for (const [i, sum] of sums.entries()) gram[s * frames + t + i] = gram[(t + i) * frames + s] = sum;
    }
  }
  return gram;
}

/** Inner products of one with up to four: each sum waits for itself alone. */
function innerProducts(one: Float32Array, others: readonly Float32Array[]): number[] {
  const [a, b, c, d] = [0, 1, 2, 3].map((i) => others[Math.min(i, others.length - 1)]!) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  let [sumA, sumB, sumC, sumD] = [0, 0, 0, 0];
  for (let i = 0; i < one.length; i++) {
    const value = one[i]!;
    sumA += value * a[i]!;
    sumB += value * b[i]!;
    sumC += value * c[i]!;
    sumD += value * d[i]!;
  }
  return [sumA, sumB, sumC, sumD].slice(0, others.length);
}

/** Sum over t of `weights[t]` * flow_t, times `scale`. */
function weightedSum(flows: readonly Flow[], weights: Float64Array, scale: number): Float32Array {
  const out = new Float32Array(flows[0]!.data.length);
  for (let t = 0; t < flows.length; t++) {
    const data = flows[t]!.data;
    const weight = weights[t]! * scale;
    for (let i = 0; i < out.length; i++) out[i]! += weight * data[i]!;
  }
  return out;
}

/** A power of the metric along time, n*n: diagonal in the time basis. */
function metricPower({ basis, motionWeight }: TimeMetric, n: number, power: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let index = 0; index < n; index++) {
    const velocity = 2 * Math.sin(Math.min(basisFrequency(basis, index, n), Math.PI) / 2);
    const gain = (1 + motionWeight * velocity * velocity) ** power;
    const values = Float64Array.from({ length: n }, (_, t) => basisValue(basis, index, n, t));
    for (let s = 0; s < n; s++) for (let t = 0; t < n; t++) out[s * n + t]! += gain * values[s]! * values[t]!;
  }
  return out;
}

function product(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const value = a[i * n + k]!;
      for (let j = 0; j < n; j++) out[i * n + j]! += value * b[k * n + j]!;
    }
  }
  return out;
}

function applied(matrix: Float64Array, vector: Float64Array): Float64Array {
  const n = vector.length;
  return Float64Array.from({ length: n }, (_, i) =>
    vector.reduce((sum, value, j) => sum + matrix[i * n + j]! * value, 0),
  );
}
