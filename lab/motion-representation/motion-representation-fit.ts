/**
 * @file Motion of a clip at a price per bit with any representation of mode maps. Modal basis, quantiser steps, time
 * series and payload are those of the codec (`src/codec/mode-fitter.ts`, `src/motion/motion-tokens.ts`): only the maps
 * are coded another way. Bytes are those that the range coder wrote, and they are read back and compared.
 */
import { meanSquareStep, meanWeight } from '../../packages/codec/src/encoder/fit/mode-fitter.js';
import {
  codeMagnitude,
  createContexts,
  magnitudeContexts,
  RangeDecoder,
  RangeEncoder,
  type BitCoder,
} from 'dynamics-codec/bitstream';
import {
  combineModes,
  createFlow,
  forwardTime,
  modeWeights,
  nearestStep,
  quantiseSeries,
  quantiserStep,
  solvePositiveDefinite,
} from 'dynamics-codec/motion';
import type { Flow, FlowMetric, ModeSeries, QuantisedMode } from 'dynamics-codec/motion';
import { PlainSeriesCoder } from '../../packages/codec/src/motion/tokens/series-coding.js';
import type { BenchClip } from './motion-representation-clip.js';
import { drawMap, quantiseInto, type Representation } from './motion-representation-dictionary.js';

/** Constants of the encoder that a fit depends on. */
export interface FitSettings {
  readonly modes: number;
  readonly motionWeight: number;
  readonly stepBalance: number;
}

/** As in `src/codec/mode-fitter.ts`. */
export const CODEC_SETTINGS: FitSettings = { modes: 16, motionWeight: 8, stepBalance: 6 };

/** What a representation makes of a clip at one price. */
export interface Outcome {
  readonly bytes: number;
  /** Mean endpoint error of the change of flow from frame to frame, against the analysed flow, in pixels. */
  readonly velocity: number;
  /** Mean endpoint error of the flow itself, in pixels. */
  readonly position: number;
  /** Root of the mean square error of the change of flow in the analysis metric: what the quantiser minimises. */
  readonly seen: number;
  readonly tof: number;
}

interface FittedMode extends QuantisedMode {
  readonly decoded: Flow;
}

/** Codes the motion of a clip. @param price mean weighted square pixels that one bit is worth */
export async function measure(
  clip: BenchClip,
  representation: Representation,
  price: number,
  settings = CODEC_SETTINGS,
  metric = clip.analysis.metric,
): Promise<Outcome> {
  const { flows } = clip.analysis;
  const lambda = price * metric.xx.length;
  const weight = meanWeight(metric);
  const maps: Pick<FittedMode, 'map' | 'mapStep' | 'decoded'>[] = [];
  let later: Representation | undefined;
  for (const [k, target] of clip.basis.maps.slice(0, settings.modes).entries()) {
    const modeLambda = lambda / (1 + settings.motionWeight * meanSquareStep(clip.basis.series[k]!));
    const mapStep = nearestStep(Math.sqrt((modeLambda * settings.stepBalance) / weight));
    const used = later ?? representation;
    const map = quantiseInto(used, target, metric, quantiserStep(mapStep), modeLambda);
    if (map.x.every((value) => value === 0) && map.y.every((value) => value === 0)) continue;
    const decoded = drawMap(used.dictionary, map, quantiserStep(mapStep));
    later ??= representation.after?.(decoded) ?? representation;
    maps.push({ map, mapStep, decoded });
  }
  const series = fitSeries(
    maps.map((mode) => mode.decoded),
    flows,
    metric,
    lambda,
    settings,
  );
  const modes = maps
    .map((mode, k): FittedMode => ({ ...mode, ...series[k]! }))
    .filter((mode, k) => k === 0 || mode.series.some((value) => value !== 0));
  const bytes = payloadBytes(clip, representation, later ?? representation, modes);
  const decoded = modes.map((mode) => mode.decoded);
  const decodedSeries: ModeSeries = {
    basis: 'cosine',
    coefficients: modes.map((mode) =>
      Float32Array.from(mode.series, (value) => value * quantiserStep(mode.seriesStep)),
    ),
  };
  const tof = await clip.tof(
    decoded,
    modes.map((mode) => quantiserStep(mode.mapStep)),
    decodedSeries,
  );
  return { bytes, tof, ...flowErrors(flows, decoded, decodedSeries, metric) };
}

/** Length of the payload, after checking that a decoder reads the same integers from it. */
function payloadBytes(
  clip: BenchClip,
  first: Representation,
  later: Representation,
  modes: readonly QuantisedMode[],
): number {
  const encoder = new RangeEncoder();
  codePayload(encoder, clip, first, later, modes);
  const payload = encoder.finish();
  const blank = modes.map((mode, k): QuantisedMode => {
    const { size } = (k === 0 ? first : later).dictionary;
    return {
      map: { x: new Int32Array(size), y: new Int32Array(size) },
      mapStep: 0,
      series: new Int32Array(mode.series.length),
      seriesStep: 0,
    };
  });
  codePayload(new RangeDecoder(payload), clip, first, later, blank);
  for (const [k, mode] of modes.entries()) {
    const { map, series } = blank[k]!;
    const same =
      map.x.every((v, i) => v === mode.map.x[i]) &&
      map.y.every((v, i) => v === mode.map.y[i]) &&
      series.every((v, i) => v === mode.series[i]);
    if (!same) throw new Error(`Mode ${k} of ${clip.name} does not survive its payload`);
  }
  return payload.length;
}

function codePayload(
  coder: BitCoder,
  clip: BenchClip,
  first: Representation,
  later: Representation,
  modes: readonly QuantisedMode[],
): void {
  coder.raw(0, 3);
  coder.raw(clip.keyFrame, 10);
  coder.raw(modes.length, 5);
  coder.raw(0, 1 + 5 + 3);
  const firstSyntax = first.createSyntax();
  const laterSyntax = later === first ? firstSyntax : later.createSyntax();
  const series = new PlainSeriesCoder();
  const stepContexts = createContexts(2 * magnitudeContexts(6));
  const before = [-1, -1];
  for (const [k, mode] of modes.entries()) {
    for (const [kind, step] of [mode.mapStep, mode.seriesStep].entries()) {
      if (before[kind]! < 0) coder.raw(step, 6);
      else if (codeMagnitude(coder, stepContexts, kind * magnitudeContexts(6), 6, Math.abs(step - before[kind]!)) !== 0)
        coder.raw(step < before[kind]! ? 1 : 0, 1);
      before[kind] = step;
    }
    (k === 0 ? firstSyntax : laterSyntax).code(coder, mode.map);
    series.code(coder, mode.series);
  }
}

function fitSeries(
  maps: readonly Flow[],
  flows: readonly Flow[],
  metric: FlowMetric,
  lambda: number,
  settings: FitSettings,
): { series: Int32Array; seriesStep: number }[] {
  const count = maps.length;
  const weighted = maps.map((map) => applyMetric(map, metric));
  const gram = new Float64Array(count * count);
  for (let a = 0; a < count; a++)
    for (let b = 0; b < count; b++) gram[a * count + b] = dot(weighted[a]!, maps[b]!.data);
  const energies = maps.map((_, a) => gram[a * count + a]!);
  for (let a = 0; a < count; a++) gram[a * count + a]! *= 1.0001;
  const samples = maps.map(() => new Float32Array(flows.length));
  for (const [t, flow] of flows.entries()) {
    const solution = Float64Array.from(weighted, (map) => dot(map, flow.data));
    if (!solvePositiveDefinite(gram.slice(), solution, count)) continue;
    for (let k = 0; k < count; k++) samples[k]![t] = solution[k]!;
  }
  return samples.map((sample, k) => {
    const weight = energies[k]! / flows.length;
    const seriesStep = nearestStep(Math.sqrt((lambda * settings.stepBalance) / weight));
    return {
      seriesStep,
      series: quantiseSeries(
        'cosine',
        forwardTime('cosine', sample),
        quantiserStep(seriesStep),
        weight,
        settings.motionWeight,
        lambda,
      ),
    };
  });
}

function flowErrors(
  flows: readonly Flow[],
  maps: readonly Flow[],
  series: ModeSeries,
  metric: FlowMetric,
): Pick<Outcome, 'velocity' | 'position' | 'seen'> {
  const { width, height } = flows[0]!;
  let before = createFlow(width, height);
  let error = createFlow(width, height);
  let velocity = 0;
  let position = 0;
  let seen = 0;
  for (const [t, flow] of flows.entries()) {
    combineModes(maps, modeWeights(series, t), error);
    for (let i = 0; i < error.data.length; i++) error.data[i]! -= flow.data[i]!;
    position += meanDistance(error, createFlow(width, height));
    if (t > 0) {
      velocity += meanDistance(error, before);
      seen += meanSquare(error, before, metric);
    }
    [before, error] = [error, before];
  }
  return {
    velocity: velocity / (flows.length - 1),
    position: position / flows.length,
    seen: Math.sqrt(seen / (flows.length - 1)),
  };
}

function applyMetric(flow: Flow, { xx, xy, yy }: FlowMetric): Float32Array {
  const out = new Float32Array(flow.data.length);
  for (let i = 0; i < xx.length; i++) {
    const x = flow.data[2 * i]!;
    const y = flow.data[2 * i + 1]!;
    out[2 * i] = xx[i]! * x + xy[i]! * y;
    out[2 * i + 1] = xy[i]! * x + yy[i]! * y;
  }
  return out;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function meanDistance(a: Flow, b: Flow): number {
  let sum = 0;
  for (let i = 0; i < a.data.length; i += 2)
    sum += Math.hypot(a.data[i]! - b.data[i]!, a.data[i + 1]! - b.data[i + 1]!);
  return sum / (a.data.length / 2);
}

/** Mean over cells of the squared difference of two flows in a metric. */
function meanSquare(a: Flow, b: Flow, { xx, xy, yy }: FlowMetric): number {
  let sum = 0;
  for (let i = 0; i < xx.length; i++) {
    const x = a.data[2 * i]! - b.data[2 * i]!;
    const y = a.data[2 * i + 1]! - b.data[2 * i + 1]!;
    sum += xx[i]! * x * x + 2 * xy[i]! * x * y + yy[i]! * y * y;
  }
  return sum / xx.length;
}
