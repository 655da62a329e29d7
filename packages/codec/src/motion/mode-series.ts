import { seriesAt, type TimeBasis } from './transform/time-transform.js';

/** Time series of a group: weights of its modes at any time. */
export interface ModeSeries {
  readonly basis: TimeBasis;
  /** One array per mode, then one per camera move; `samples` coefficients each. */
  readonly coefficients: readonly Float32Array[];
}

/** Weights of all modes at time `t`, in frames since the group's first. */
export function modeWeights(series: ModeSeries, t: number): Float32Array {
  return Float32Array.from(series.coefficients, (coefficients) => seriesAt(series.basis, coefficients, t));
}
