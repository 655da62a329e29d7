/**
 * @file Dense mode maps that a perfect motion generator would give, for training and for measuring how far it can go.
 *
 * The time series that a stream carries are held. Flow is tracked densely, refined once against the pixels on the dense
 * grid, and projected onto those series (least squares over all frames, cells on their own). Where the series do not
 * explain the velocity that was measured, the projection is noise: it is held back there as the encoder holds back modes,
 * and between it and the classical generator's maps, each neighbourhood takes the mixture that explains the measured
 * velocity best. Without either, "perfect" maps move worse than the classical ones on a forest with little true motion.
 */
import { gated, modeGate } from '../../packages/codec/src/encoder/fit/mode-gate.js';
import { refineModes, weightsAt } from '../../packages/codec/src/encoder/fit/mode-refinement.js';
import { gatherFlow } from '../../packages/codec/src/encoder/analysis/gather-flow.js';
import { analysisPlane } from '../../packages/codec/src/encoder/analysis/motion-analysis.js';
import { originalFlows, type FrameFlow } from '../../packages/codec/src/encoder/analysis/frame-flow.js';
import { breather, noPause } from '../../packages/codec/src/math/index.js';
import { clamp, solvePositiveDefinite } from 'dynamics-codec/math';
import {
  combineModes,
  createFlow,
  modalBasis,
  seriesAt,
  trackFlows,
  type Flow,
  type ModeSeries,
} from 'dynamics-codec/motion';
import type { Picture, Plane } from 'dynamics-codec/picture';

/** Modes that are refined against the pixels; what they do not hold of the tracked flow stays as tracked. */
const REFINED_MODES = 24;
const RIDGE = 0.02;
/** Pairs of frames by which trust in the targets is measured. */
const PAIRS = 40;
/** Cells to each side of the neighbourhoods in which targets and classical maps are weighed. */
const REACH = 3;
/** Share of its energy that a difference between them must explain before it counts: noise explains a little of anything. */
const NOISE_SHARE = 0.1;

/** Dense backward flow of a clip, ready to be projected onto any time series. */
export interface DenseTruth {
  /** Pixels; one per frame. */
  readonly flows: readonly Flow[];
  /** From frame to frame, at places throughout the clip. */
  readonly originals: readonly FrameFlow[];
}

/** Tracks and refines the flow of all frames to the key frame on a grid of `side` x `side` cells. */
export async function denseTruth(frames: readonly Picture[], keyFrame: number, side: number): Promise<DenseTruth> {
  const breathe = breather(undefined);
  const planes: Plane[] = frames.map(analysisPlane);
  const key = planes[keyFrame]!;
  const tracked: Flow[] = [];
  for (const { index, backward } of trackFlows(key, planes, planes.length, keyFrame, { quality: 'accurate' }))
    tracked[index] = gatherFlow(backward, side, side, frames[0]!.width / key.width);
  const basis = await modalBasis(tracked, new Float32Array(side * side).fill(1), REFINED_MODES, breathe);
  const start = { maps: basis.maps, series: basis.series, fixed: 0 };
  const { modes } = await refineModes(
    start,
    (t) => ({ target: planes[t]!, source: key }),
    key.width / frames[0]!.width,
    1,
    breathe,
  );
  const before = createFlow(side, side);
  const after = createFlow(side, side);
  const flows = tracked.map((flow, t) => {
    combineModes(start.maps, weightsAt(start.series, t), before);
    combineModes(modes.maps, weightsAt(modes.series, t), after);
    return { ...flow, data: flow.data.map((value, i) => value + after.data[i]! - before.data[i]!) };
  });
  return { flows, originals: await originalFlows(planes, PAIRS, breathe) };
}

/** Values of decoded series in every frame. */
export function seriesValues({ basis, coefficients }: ModeSeries, frames: number): Float32Array[] {
  return coefficients.map((values) => Float32Array.from({ length: frames }, (_, t) => seriesAt(basis, values, t)));
}

/**
 * The dense maps of some modes.
 * @param series values of the modes' series in each frame
 * @param classical maps of the same modes as the classical generator gives them
 * @param camera maps and series values of movements of the camera, which are as they are
 */
export async function targetMaps(
  { flows, originals }: DenseTruth,
  series: readonly Float32Array[],
  classical: readonly Flow[],
  camera: { readonly maps: readonly Flow[]; readonly series: readonly Float32Array[] },
): Promise<Flow[]> {
  const own = flows.map((flow, t) => {
    const data = flow.data.slice();
    camera.maps.forEach((map, c) => {
      const weight = camera.series[c]![t]!;
      for (let i = 0; i < data.length; i++) data[i]! -= weight * map.data[i]!;
    });
    return { ...flow, data };
  });
  const maps = projected(own, series);
  const { width, height } = flows[0]!;
  const all = { maps: [...camera.maps, ...maps], series: [...camera.series, ...series], fixed: camera.maps.length };
  const gate = await modeGate(all, originals, width, height, 1, noPause);
  const held = maps.map((map) => gated(map, gate));
  const share = betterShare(held, classical, series, camera, originals);
  return held.map((map, k) => ({
    ...map,
    data: map.data.map((value, i) => classical[k]!.data[i]! + share[i >> 1]! * (value - classical[k]!.data[i]!)),
  }));
}

/** Per cell, how far to go from one set of maps (`from`) to another (`to`) to come nearest to the measured velocity: 0 to 1. */
function betterShare(
  to: readonly Flow[],
  from: readonly Flow[],
  series: readonly Float32Array[],
  camera: { readonly maps: readonly Flow[]; readonly series: readonly Float32Array[] },
  originals: readonly FrameFlow[],
): Float32Array {
  const { width, height } = to[0]!;
  const cells = width * height;
  const along = new Float64Array(cells);
  const length = new Float64Array(cells);
  const difference = to.map((map, k) => ({ ...map, data: map.data.map((value, i) => value - from[k]!.data[i]!) }));
  const known = createFlow(width, height);
  const more = createFlow(width, height);
  for (const { t, flow } of originals) {
    const change = (values: readonly Float32Array[]): Float32Array =>
      Float32Array.from(values, (one) => one[t + 1]! - one[t]!);
    const measured = gatherFlow(flow, width, height, 1).data;
    combineModes([...from, ...camera.maps], change([...series, ...camera.series]), known);
    combineModes(difference, change(series), more);
    // A frame's flow to the next is the opposite of the change of its backward flow.
    for (let i = 0; i < measured.length; i++) {
      along[i >> 1]! += (-measured[i]! - known.data[i]!) * more.data[i]!;
      length[i >> 1]! += more.data[i]! * more.data[i]!;
    }
  }
  const explained = boxSums(along, width, height);
  const total = boxSums(length, width, height);
  return Float32Array.from({ length: cells }, (_, i) =>
    clamp((explained[i]! / (total[i]! + 1e-12) - NOISE_SHARE) / (1 - NOISE_SHARE), 0, 1),
  );
}

/** Sums over squares of neighbours, {@link REACH} to each side. */
function boxSums(values: Float64Array, width: number, height: number): Float64Array {
  const sumAlong = (
    source: Float64Array,
    length: number,
    stride: number,
    other: number,
    otherStride: number,
  ): Float64Array => {
    const out = new Float64Array(source.length);
    for (let line = 0; line < other; line++) {
      for (let i = 0; i < length; i++) {
        let sum = 0;
        for (let j = Math.max(0, i - REACH); j <= Math.min(length - 1, i + REACH); j++)
          sum += source[line * otherStride + j * stride]!;
        out[line * otherStride + i * stride] = sum;
      }
    }
    return out;
  };
  return sumAlong(sumAlong(values, width, 1, height, width), height, width, width, 1);
}

/** Maps whose sum, weighted by the series, is nearest to the flows. */
function projected(flows: readonly Flow[], series: readonly Float32Array[]): Flow[] {
  const count = series.length;
  const normal = covariance(series);
  for (let k = 0; k < count; k++) normal[k * count + k]! *= 1 + RIDGE;
  const size = flows[0]!.data.length;
  const sums = series.map((values) => {
    const sum = new Float64Array(size);
    flows.forEach(({ data }, t) => {
      const weight = values[t]!;
      for (let i = 0; i < size; i++) sum[i]! += (weight * data[i]!) / flows.length;
    });
    return sum;
  });
  return series.map((_, k) => {
    const row = new Float64Array(count);
    row[k] = 1;
    const data = new Float32Array(size);
    if (solvePositiveDefinite(normal.slice(), row, count)) {
      sums.forEach((sum, l) => {
        for (let i = 0; i < size; i++) data[i]! += row[l]! * sum[i]!;
      });
    }
    return { width: flows[0]!.width, height: flows[0]!.height, data };
  });
}

/** Means over frames of the products of two series each, row-major. */
export function covariance(series: readonly Float32Array[]): Float64Array {
  const count = series.length;
  const out = new Float64Array(count * count);
  for (let k = 0; k < count; k++) {
    for (let l = 0; l < count; l++)
      out[k * count + l] = series[k]!.reduce((sum, value, t) => sum + value * series[l]![t]!, 0) / series[k]!.length;
  }
  return out;
}

/** Changes of series from frame to frame. */
export function differences(series: readonly Float32Array[]): Float32Array[] {
  return series.map((values) => values.slice(1).map((value, t) => value - values[t]!));
}
