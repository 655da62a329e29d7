import type { ModeSeries } from './mode-series.js';
import { seriesAt } from './transform/time-transform.js';

/** How one picture is lit as a whole: a sample x of a plane becomes `128 + gain (x - 128) + offset`. */
export interface Tone {
  readonly gain: number;
  /** Of Y, U and V, in code values. */
  readonly offsets: readonly [number, number, number];
}

/** Decoded light of the whole picture: directions per unit of their series. */
export interface ToneHints {
  readonly changes: readonly Tone[];
  readonly series: ModeSeries;
}

/**
 * The tone at time `t`, in frames since the group's first. Between frames it is a straight line from one to the next: a
 * flash that is over in the next frame would ring in waves.
 * @param share of the change: 0 is none, 1 all
 */
export function toneAt({ changes, series }: ToneHints, t: number, share: number): Tone {
  const before = Math.floor(t);
  const f = t - before;
  let gain = 1;
  const offsets: [number, number, number] = [0, 0, 0];
  for (const [k, change] of changes.entries()) {
    const own = series.coefficients[k]!;
    const first = seriesAt(series.basis, own, before);
    const weight = share * (f === 0 ? first : first + f * (seriesAt(series.basis, own, before + 1) - first));
    gain += weight * change.gain;
    for (const plane of [0, 1, 2] as const) offsets[plane] += weight * change.offsets[plane];
  }
  return { gain, offsets };
}
