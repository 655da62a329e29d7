/**
 * @file The modal basis: flow_t(x) = sum over k of q_k(t) * phi_k(x).
 *
 * Natural oscillation is low-rank, so a handful of mode maps phi_k and time series q_k hold most of the energy of all
 * flows of a group (DESIGN, section 2; image-space modes after Davis, Chen and Durand 2015, obtained here without their
 * frequency constraint). The basis is the weighted principal components of the flows: with T flows of N cells, T is
 * much smaller than N, so the T x T Gram matrix is decomposed (the "snapshot" method, Sirovich 1987) and the maps
 * follow by projection. Time series have a mean square of 1; the maps carry the amplitude in pixels.
 */
import type { Flow } from './flow/flow.js';
import { symmetricEigen } from './symmetric-eigen.js';

/** Mode maps and time series of a group; mode 0 holds the most energy. */
export interface ModalBasis {
  /** `maps[k]`: displacement in pixels per unit of the series, on the analysis grid. */
  readonly maps: readonly Flow[];
  /** `series[k]`: one value per frame, mean square 1. */
  readonly series: readonly Float32Array[];
  /** Mean square displacement over cells and frames that each mode explains, in square pixels. */
  readonly energies: readonly number[];
  /** Mean square displacement of all flows, in square pixels. */
  readonly totalEnergy: number;
}

/**
 * The `count` strongest modes of a group's flows.
 * @param flows one backward flow per frame, all on the same grid
 * @param weights trust in each cell, `width * height`, from 0 to 1
 */
export function modalBasis(flows: readonly Flow[], weights: Float32Array, count: number): ModalBasis {
  const first = flows[0];
  if (first === undefined) return { maps: [], series: [], energies: [], totalEnergy: 0 };
  const frames = flows.length;
  const { width, height } = first;
  const gram = gramMatrix(flows, weights);
  let trace = 0;
  for (let t = 0; t < frames; t++) trace += gram[t * frames + t]!;
  let weightSum = 0;
  for (let i = 0; i < weights.length; i++) weightSum += weights[i]!;
  const perCell = 1 / Math.max(weightSum * frames, 1e-9);
  const { values, vectors } = symmetricEigen(gram, frames);
  const maps: Flow[] = [];
  const series: Float32Array[] = [];
  const energies: number[] = [];
  const gain = Math.sqrt(frames);
  for (let k = 0; k < Math.min(count, frames) && values[k]! > 1e-12 * Math.max(trace, 1e-12); k++) {
    const q = Float32Array.from(vectors[k]!, (value) => value * gain);
    series.push(q);
    maps.push({ width, height, data: projection(flows, q) });
    energies.push(values[k]! * perCell);
  }
  return { maps, series, energies, totalEnergy: trace * perCell };
}

/** T x T matrix of weighted inner products of flows. */
function gramMatrix(flows: readonly Flow[], weights: Float32Array): Float64Array {
  const frames = flows.length;
  const gram = new Float64Array(frames * frames);
  const weighted = new Float32Array(weights.length * 2);
  for (let s = 0; s < frames; s++) {
    const a = flows[s]!.data;
    for (let i = 0; i < weights.length; i++) {
      weighted[2 * i] = a[2 * i]! * weights[i]!;
      weighted[2 * i + 1] = a[2 * i + 1]! * weights[i]!;
    }
    for (let t = 0; t <= s; t++) {
      const b = flows[t]!.data;
      let sum = 0;
      for (let i = 0; i < weighted.length; i++) sum += weighted[i]! * b[i]!;
      gram[s * frames + t] = sum;
      gram[t * frames + s] = sum;
    }
  }
  return gram;
}

/** mean over t of q(t) * flow_t: the map of a mode whose series has a mean square of 1. */
function projection(flows: readonly Flow[], q: Float32Array): Float32Array {
  const out = new Float32Array(flows[0]!.data.length);
  for (let t = 0; t < flows.length; t++) {
    const data = flows[t]!.data;
    const scale = q[t]! / flows.length;
    for (let i = 0; i < out.length; i++) out[i]! += scale * data[i]!;
  }
  return out;
}
