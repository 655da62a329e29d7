/**
 * @file Motion tokens for a price per bit: modal basis, rate-distortion-optimised maps, then time series fitted anew to
 * the maps as they will be decoded.
 *
 * Distortion is the mean over cells and frames of the displacement error in the analysis metric, square pixels, plus
 * {@link MOTION_WEIGHT} times the same of its change from frame to frame: a wrong velocity is what the eye (and tOF)
 * sees, and a fast mode earns finer maps than a slow one of the same amplitude.
 */
import type { Breathe } from '../../math/index.js';
import {
  combineModes,
  createFlow,
  decodeMap,
  forwardTime,
  nearestStep,
  quantiseMap,
  quantiseSeries,
  quantiserStep,
  solvePositiveDefinite,
  type BasisPictures,
  type Flow,
  type FlowMetric,
  type MotionTokens,
  type MapTransform,
  type QuantisedAdvection,
  type QuantisedMode,
  type TimeBasis,
} from '../../motion/index.js';
import type { EncoderTool } from '../encoder-plan.js';
import { normalEquations } from './mode-equations.js';
import { weightsAt, type RefinedModes } from './mode-refinement.js';
import type { Evidence } from '../analysis/photometric-evidence.js';
import { overAllFrames } from '../analysis/sampled-frames.js';

const MOTION_WEIGHT = 24;
/** Squared gradient with which cells hold on to the refined motion while series are fitted. */
const FLAT_ENERGY = 3;
/** A mode that holds less than this many bits' worth of motion cannot pay for itself. */
const WORTHLESS_BITS = 12;
/** Step squared over lambda (both per unit weight): where uniform quantisation and its bits are in balance. */
const STEP_BALANCE = 6;
/** Share of lambda for the bits of series. */
const SERIES_BITS_SHARE = 1 / 10;

/** What a fit needs to know of its group besides the analysis. */
export interface GroupShape {
  readonly keyFrame: number;
  readonly tail: number;
  readonly loopFrames: number;
}

/** What all fits of a group share. */
export interface FittingGround {
  /** How much displacement errors are seen. */
  readonly metric: FlowMetric;
  /** Of the transform on the grid of the modes. */
  readonly pictures: BasisPictures;
  /** Index into `GRID_SIDES`. */
  readonly grid: number;
  /** Whether modes are fixed to the key picture. */
  readonly lagrangian: boolean;
  readonly shape: GroupShape;
  readonly without: ReadonlySet<EncoderTool>;
  /** In which maps are quantised; the quantiser's own number where left out. */
  readonly quantiserRounds?: number;
  /** Called between maps and frames. */
  readonly breathe: Breathe;
}

/** What an error of displacement per frame counts against one of displacement. */
export function motionWeight(without: ReadonlySet<EncoderTool>): number {
  return without.has('velocity-weight') ? 0 : MOTION_WEIGHT;
}

interface FittedMap {
  /** Index of the refined mode. */
  readonly mode: number;
  readonly map: QuantisedMode['map'];
  readonly mapStep: number;
  readonly decoded: Flow;
}

/** Maps at a price and the series, not yet quantised, that go with them; the camera's first. */
interface PricedMaps {
  readonly fitted: readonly FittedMap[];
  readonly maps: readonly Flow[];
  readonly samples: readonly Float32Array[];
  readonly advection: QuantisedAdvection | undefined;
}

/** Fits motion tokens of one group at any price; the costly preparations are done once. */
export class ModeFitter {
  private readonly transform: MapTransform;
  private readonly basis: TimeBasis;

  private readonly motionWeight: number;
  /** Of the quantiser; its own number where undefined. */
  private readonly rounds: number | undefined;
  private readonly known = new Map<number, Promise<PricedMaps>>();
  private whole: Promise<readonly Evidence[]> | undefined;

  constructor(
    private readonly refined: RefinedModes,
    private readonly ground: FittingGround,
    private readonly steady?: { readonly velocity: Flow; readonly period: number },
    /** As of {@link MotionFitter}. */
    readonly variantOf?: ModeFitter,
  ) {
    this.transform = ground.pictures.transform;
    this.basis = ground.shape.loopFrames > 0 ? 'fourier' : 'cosine';
    this.motionWeight = motionWeight(ground.without);
    this.rounds = ground.without.has('rdo') ? 0 : ground.quantiserRounds;
  }

  /**
   * @param price mean weighted square pixels that one bit is worth
   * @param seriesShare of the price, for the steps of series. What a coarse step takes from a series is velocity, for
   * all of the picture at once, which a mean of squares hardly sees: with series at the price of maps, tOF is 5 to 30 %
   * higher at equal bytes on six training clips, and where large motion is slow, much finer ones still pay.
   * @throws what `breathe` throws
   */
  async fit(price: number, seriesShare: number): Promise<MotionTokens> {
    const { grid, lagrangian, shape, pictures } = this.ground;
    const still = {
      ...shape,
      grid,
      lagrangian,
      camera: [],
      modes: [],
      advection: undefined,
      light: undefined,
      tone: undefined,
    };
    if (price === Infinity) return still;
    const { fixed } = this.refined.modes;
    const lambda = price * pictures.size;
    const { fitted, maps, samples, advection } = await this.priced(price, lambda);
    const series = await this.quantiseAll(maps, samples, lambda, seriesShare);
    const moves = (one: { readonly series: Int32Array }): boolean => one.series.some((value) => value !== 0);
    return {
      ...still,
      camera: maps
        .slice(0, fixed)
        .map((_, move) => ({ move, ...series[move]! }))
        .filter(moves),
      modes: fitted
        .map(({ map, mapStep }, k): QuantisedMode => ({ map, mapStep, ...series[fixed + k]! }))
        .filter(moves),
      advection,
    };
  }

  /** What does not depend on the steps of series. */
  private priced(price: number, lambda: number): Promise<PricedMaps> {
    const priced = this.known.get(price) ?? this.pricedAnew(lambda);
    this.known.set(price, priced);
    return priced;
  }

  private async pricedAnew(lambda: number): Promise<PricedMaps> {
    const { fixed, maps: all } = this.refined.modes;
    const given = all.slice(0, fixed);
    const fitted = await this.fitMaps(lambda);
    const maps = [...given, ...fitted.map(({ decoded }) => decoded)];
    const own = [...given.keys(), ...fitted.map(({ mode }) => mode)].map((k) => this.refined.modes.series[k]!);
    const samples = this.ground.without.has('series-fit') ? own : await this.fitSeries(maps);
    return { fitted, maps, samples, advection: this.fitAdvection(lambda) };
  }

  private async fitMaps(lambda: number): Promise<FittedMap[]> {
    const { metric, pictures, breathe } = this.ground;
    const { modes } = this.refined;
    const weight = meanWeight(metric);
    const out = [];
    for (const [k, target] of modes.maps.entries()) {
      if (k < modes.fixed) continue;
      const modeLambda = lambda / (1 + this.motionWeight * meanSquareStep(modes.series[k]!));
      if (energy(target, metric) < WORTHLESS_BITS * modeLambda) continue;
      const mapStep = nearestStep(Math.sqrt((modeLambda * STEP_BALANCE) / weight));
      await breathe();
      const map = quantiseMap(target, metric, pictures, quantiserStep(mapStep), modeLambda, this.rounds);
      if (map.x.every((value) => value === 0) && map.y.every((value) => value === 0)) continue;
      out.push({ mode: k, map, mapStep, decoded: decodeMap(map, quantiserStep(mapStep), this.transform) });
    }
    return out;
  }

  /** An error of velocity counts as one, and as the displacements it grows into while a phase lives. */
  private fitAdvection(lambda: number): QuantisedAdvection | undefined {
    if (this.steady === undefined) return undefined;
    const { velocity, period } = this.steady;
    const { metric, pictures } = this.ground;
    const velocityLambda = lambda / (this.motionWeight + (period * period) / 48);
    const mapStep = nearestStep(Math.sqrt((velocityLambda * STEP_BALANCE) / meanWeight(metric)));
    const map = quantiseMap(velocity, metric, pictures, quantiserStep(mapStep), velocityLambda, this.rounds);
    return map.x.every((value) => value === 0) && map.y.every((value) => value === 0)
      ? undefined
      : { map, mapStep, period, straying: 'by-place' };
  }

  /** Weights of the decoded maps that fit the evidence of each frame best. */
  private async fitSeries(maps: readonly Flow[]): Promise<Float32Array[]> {
    const count = maps.length;
    const evidence = await (this.whole ??= this.wholeEvidence());
    const samples = maps.map(() => new Float32Array(evidence.length));
    for (const [i, seen] of evidence.entries()) {
      await this.ground.breathe();
      const { normal, right } = normalEquations(maps, seen);
      for (let k = 0; k < count; k++) normal[k * count + k]! *= 1.0001;
      if (!solvePositiveDefinite(normal, right, count)) continue;
      for (let k = 0; k < count; k++) samples[k]![i] = right[k]!;
    }
    const { modes, frames } = this.refined;
    return samples.map((values) => overAllFrames(values, frames, modes.series[0]!.length));
  }

  /** Evidence of every frame about its whole displacement. */
  private async wholeEvidence(): Promise<Evidence[]> {
    const { modes, evidence, frames } = this.refined;
    const flow = createFlow(this.transform.width, this.transform.height);
    const whole: Evidence[] = [];
    for (const [i, seen] of evidence.entries()) {
      await this.ground.breathe();
      combineModes(modes.maps, weightsAt(modes.series, frames[i]!), flow);
      whole.push(around(seen, flow));
    }
    return whole;
  }

  private async quantiseAll(
    maps: readonly Flow[],
    samples: readonly Float32Array[],
    lambda: number,
    share: number,
  ): Promise<{ series: Int32Array; seriesStep: number }[]> {
    const quantised = [];
    for (const [k, sample] of samples.entries()) {
      await this.ground.breathe();
      const weight = energy(maps[k]!, this.ground.metric) / sample.length;
      const seriesStep = nearestStep(Math.sqrt((share * lambda * STEP_BALANCE) / weight));
      const coefficients = forwardTime(this.basis, sample);
      quantised.push({
        seriesStep,
        series: quantiseSeries(
          this.basis,
          coefficients,
          quantiserStep(seriesStep),
          weight,
          this.motionWeight,
          SERIES_BITS_SHARE * lambda,
        ),
      });
    }
    return quantised;
  }
}

/** Evidence about the whole displacement rather than about its change from `flow`; flat cells hold on to `flow`. */
function around(seen: Evidence, flow: Flow): Evidence {
  const cells = seen.xx.length;
  const out = {
    ...seen,
    xx: new Float32Array(cells),
    yy: new Float32Array(cells),
    hx: new Float32Array(cells),
    hy: new Float32Array(cells),
  };
  for (let i = 0; i < cells; i++) {
    const hold = FLAT_ENERGY * seen.weight[i]!;
    const x = flow.data[2 * i]!;
    const y = flow.data[2 * i + 1]!;
    out.xx[i] = seen.xx[i]! + hold;
    out.yy[i] = seen.yy[i]! + hold;
    out.hx[i] = seen.hx[i]! + out.xx[i]! * x + seen.xy[i]! * y;
    out.hy[i] = seen.hy[i]! + seen.xy[i]! * x + out.yy[i]! * y;
  }
  return out;
}

/** Sum over cells of map^T W map. */
function energy(map: Flow, { xx, xy, yy }: FlowMetric): number {
  let sum = 0;
  for (let i = 0; i < xx.length; i++) {
    const x = map.data[2 * i]!;
    const y = map.data[2 * i + 1]!;
    sum += xx[i]! * x * x + 2 * xy[i]! * x * y + yy[i]! * y * y;
  }
  return sum;
}

/** Mean square of the change of a series from frame to frame. */
export function meanSquareStep(series: Float32Array): number {
  let sum = 0;
  for (let t = 1; t < series.length; t++) sum += (series[t]! - series[t - 1]!) ** 2;
  return sum / Math.max(series.length - 1, 1);
}

/** Mean over cells and directions of what a displacement error counts. */
export function meanWeight({ xx, yy }: FlowMetric): number {
  let sum = 0;
  for (let i = 0; i < xx.length; i++) sum += xx[i]! + yy[i]!;
  return sum / (2 * xx.length);
}
