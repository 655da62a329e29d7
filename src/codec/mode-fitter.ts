/**
 * @file Motion tokens for a price per bit: modal basis, rate-distortion-optimised maps, then time series fitted anew to
 * the maps as they will be decoded.
 *
 * Distortion is the mean over cells and frames of the displacement error in the analysis metric, square pixels, plus
 * {@link MOTION_WEIGHT} times the same of its change from frame to frame: a wrong velocity is what the eye (and tOF)
 * sees, and a fast mode earns finer maps than a slow one of the same amplitude.
 */
import {
  basisPictures,
  combineModes,
  createFlow,
  decodeMap,
  forwardTime,
  MapTransform,
  MAX_MODES,
  modalBasis,
  modeWeights,
  nearestStep,
  quantiseMap,
  quantiseSeries,
  quantiserStep,
  solvePositiveDefinite,
  type BasisPictures,
  type Flow,
  type FlowMetric,
  type ModalBasis,
  type ModeSeries,
  type MotionTokens,
  type QuantisedMode,
  type TimeBasis,
} from '../motion/index.js';
import type { MotionAnalysis } from './motion-analysis.js';

const MODES = Math.min(16, MAX_MODES);
const MOTION_WEIGHT = 8;
/** Step squared over lambda (both per unit weight): where uniform quantisation and its bits are in balance. */
const STEP_BALANCE = 6;

/** Tokens, and how far the motion they stand for is from the analysed one. */
export interface FittedMotion {
  readonly tokens: MotionTokens;
  /** Mean endpoint error of the change of flow from frame to frame, in pixels: the encoder's estimate of tOF. */
  readonly velocityError: number;
}

/** What a fit needs to know of its group besides the analysis. */
export interface GroupShape {
  readonly keyFrame: number;
  readonly tail: number;
  readonly loopFrames: number;
}

/** Fits motion tokens of one group at any price; the costly preparations are done once. */
export class ModeFitter {
  private readonly transform: MapTransform;
  private readonly pictures: BasisPictures;
  private readonly modes: ModalBasis;
  private readonly basis: TimeBasis;
  private readonly flows: readonly Flow[];
  /** Velocity error of a still picture. */
  readonly frozenError: number;

  constructor(
    private readonly analysis: MotionAnalysis,
    private readonly shape: GroupShape,
  ) {
    const { width, height } = analysis.flows[0]!;
    this.flows = shape.loopFrames > 0 ? foldLoop(analysis.flows, shape.loopFrames) : analysis.flows;
    this.transform = new MapTransform(width, height);
    this.pictures = basisPictures(this.transform);
    this.basis = shape.loopFrames > 0 ? 'fourier' : 'cosine';
    this.modes = modalBasis(this.flows, analysis.confidence, MODES);
    this.frozenError = this.velocityErrorOf([], { basis: this.basis, coefficients: [] });
  }

  /** @param price mean weighted square pixels that one bit is worth */
  fit(price: number): FittedMotion {
    const lambda = price * this.pictures.size;
    const fitted = this.fitMaps(lambda);
    const maps = fitted.map((mode) => mode.decoded);
    const series = this.fitSeries(maps, lambda);
    const modes = fitted
      .map((mode, k): QuantisedMode => ({ map: mode.map, mapStep: mode.mapStep, ...series[k]! }))
      .map((mode, k) => ({ mode, decoded: maps[k]! }))
      .filter(({ mode }) => mode.series.some((value) => value !== 0));
    const decodedSeries: ModeSeries = {
      basis: this.basis,
      coefficients: modes.map(({ mode }) => Float32Array.from(mode.series, (value) => value * quantiserStep(mode.seriesStep))),
    };
    return {
      tokens: { ...this.shape, grid: this.analysis.grid, modes: modes.map(({ mode }) => mode) },
      velocityError: this.velocityErrorOf(
        modes.map(({ decoded }) => decoded),
        decodedSeries,
      ),
    };
  }

  private fitMaps(lambda: number): { map: QuantisedMode['map']; mapStep: number; decoded: Flow }[] {
    const { metric } = this.analysis;
    const weight = meanWeight(metric);
    const out = [];
    for (const [k, target] of this.modes.maps.entries()) {
      const modeLambda = lambda / (1 + MOTION_WEIGHT * meanSquareStep(this.modes.series[k]!));
      const mapStep = nearestStep(Math.sqrt((modeLambda * STEP_BALANCE) / weight));
      const map = quantiseMap(target, metric, this.pictures, quantiserStep(mapStep), modeLambda);
      if (map.x.every((value) => value === 0) && map.y.every((value) => value === 0)) continue;
      out.push({ map, mapStep, decoded: decodeMap(map, quantiserStep(mapStep), this.transform) });
    }
    return out;
  }

  /** Least-squares weights of the decoded maps for each flow, then quantised. */
  private fitSeries(maps: readonly Flow[], lambda: number): { series: Int32Array; seriesStep: number }[] {
    const count = maps.length;
    const weighted = maps.map((map) => applyMetric(map, this.analysis.metric));
    const gram = new Float64Array(count * count);
    for (let a = 0; a < count; a++) for (let b = 0; b < count; b++) gram[a * count + b] = dot(weighted[a]!, maps[b]!.data);
    const energies = maps.map((_, a) => gram[a * count + a]!);
    for (let a = 0; a < count; a++) gram[a * count + a]! *= 1.0001;
    const samples = maps.map(() => new Float32Array(this.flows.length));
    for (const [t, flow] of this.flows.entries()) {
      const solution = Float64Array.from(weighted, (map) => dot(map, flow.data));
      if (!solvePositiveDefinite(gram.slice(), solution, count)) continue;
      for (let k = 0; k < count; k++) samples[k]![t] = solution[k]!;
    }
    return samples.map((sample, k) => {
      const weight = energies[k]! / this.flows.length;
      const seriesStep = nearestStep(Math.sqrt((lambda * STEP_BALANCE) / weight));
      const coefficients = forwardTime(this.basis, sample);
      return { seriesStep, series: quantiseSeries(this.basis, coefficients, quantiserStep(seriesStep), weight, MOTION_WEIGHT, lambda) };
    });
  }

  private velocityErrorOf(maps: readonly Flow[], series: ModeSeries): number {
    const { width, height } = this.flows[0]!;
    let before = createFlow(width, height);
    let error = createFlow(width, height);
    let sum = 0;
    for (const [t, flow] of this.flows.entries()) {
      combineModes(maps, modeWeights(series, t), error);
      for (let i = 0; i < error.data.length; i++) error.data[i]! -= flow.data[i]!;
      if (t > 0) sum += meanDistance(error, before);
      [before, error] = [error, before];
    }
    return sum / Math.max(this.flows.length - 1, 1);
  }
}

/** Mean over the periods of a loop of the flows at the same phase. */
function foldLoop(flows: readonly Flow[], period: number): Flow[] {
  return Array.from({ length: period }, (_, phase) => {
    const same = flows.filter((_flow, t) => t % period === phase);
    const out = createFlow(same[0]!.width, same[0]!.height);
    for (const flow of same) for (let i = 0; i < out.data.length; i++) out.data[i]! += flow.data[i]! / same.length;
    return out;
  });
}

function meanSquareStep(series: Float32Array): number {
  let sum = 0;
  for (let t = 1; t < series.length; t++) sum += (series[t]! - series[t - 1]!) ** 2;
  return sum / Math.max(series.length - 1, 1);
}

function meanWeight({ xx, yy }: FlowMetric): number {
  let sum = 0;
  for (let i = 0; i < xx.length; i++) sum += xx[i]! + yy[i]!;
  return sum / (2 * xx.length);
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
  for (let i = 0; i < a.data.length; i += 2) sum += Math.hypot(a.data[i]! - b.data[i]!, a.data[i + 1]! - b.data[i + 1]!);
  return sum / (a.data.length / 2);
}
