/**
 * @file Finds out what motion a decoded group lacks, and describes it so that decoders draw it. It is measured on rendered
 * frames, twice: without drawn motion, and with it, so that nothing is drawn stronger than it should be.
 */
import { prepareGroup } from '../../decoder/group-decoder.js';
import { classicalMotion } from '../../generator/index.js';
import { cellMeans } from '../../math/index.js';
import {
  decodeStatistics,
  GRID_SIDES,
  gridSize,
  type MotionStatistics,
  type MotionTokens,
} from '../../motion/index.js';
import { boxMean, type Picture, type Plane } from '../../picture/index.js';
import type { GroupRenderer } from '../../render/index.js';
import { analysisPlane } from '../analysis/motion-analysis.js';
import type { Breathe } from '../pause.js';
import { partOctaves } from './haar-octaves.js';
import { gradientPower, missingMotion } from './missing-motion.js';
import { COARSENESS, OctavePower, texturePlane } from './octave-power.js';
import { quantiseStatistics } from './quantise-statistics.js';

const GRID = GRID_SIDES.indexOf(16);
/**
 * Share of the missing power that is drawn, by octave, fastest first. What is fast looks like trembling where it is not
 * exact, and what is slow and large costs more of the picture than it brings to life.
 */
const SHARES: readonly number[] = [0.35, 0.6, 0.9, 0.7, 0.3];
/** Least power that is left of an octave in a cell where more came out than was asked for. */
const LEAST_CORRECTION = 1 / 16;
/** Every how many frames the gradient of the original is looked at. */
const GRADIENT_STRIDE = 8;

/** A group as its motion is measured. */
export interface MeasuredGroup {
  /** Luma of all frames at the resolution of the analysis; those of the tail may follow. */
  readonly planes: readonly Plane[];
  /** Sides of the full picture in pixels. */
  readonly picture: { readonly width: number; readonly height: number };
  /** Number of frames of the group. */
  readonly frames: number;
  /** Period of the loop in frames, or 0. */
  readonly loopFrames: number;
  /** Of the stream. */
  readonly seed: number;
}

/** Power of a clip by octave and pixel of its texture planes. */
interface Measured {
  readonly width: number;
  readonly height: number;
  readonly power: readonly Float32Array[];
}

/** Measures what one group lacks. */
export class StatisticsMeter {
  private original: Promise<Measured & { readonly gradient: Float32Array }> | undefined;

  /** @param breathe called before each frame: may throw to end the work */
  constructor(
    private readonly group: MeasuredGroup,
    private readonly breathe: Breathe,
  ) {}

  /**
   * The statistics, of at most `bytes`, of what is missing beside a key picture and motion tokens; `undefined` where
   * nothing is that can be drawn.
   * @param key as decoders restore it
   * @throws what `breathe` throws
   */
  async describe(key: Picture, tokens: MotionTokens, bytes: number): Promise<Uint8Array | undefined> {
    this.original ??= this.measureOriginal();
    const { gradient, ...original } = await this.original;
    const { picture, loopFrames } = this.group;
    const size = gridSize(picture.width, picture.height, GRID);
    const sent = await this.measure(await this.rendererOf(key, tokens));
    const toPicture = (COARSENESS * picture.width) / this.group.planes[0]!.width;
    const missing = missingMotion(original.power, sent.power, gradient, original, size, toPicture);
    const wanted = weakened(missing, (octave) => Math.sqrt(SHARES[octave]!));
    const place = { grid: GRID, picture, loopFrames };
    const first = quantiseStatistics(wanted, place, bytes);
    if (first === undefined) return undefined;
    const drawn = await this.measure(
      await this.rendererOf(key, tokens, decodeStatistics(first.tokens, picture.width, picture.height)),
    );
    const corrections = correctionsOf(original, sent, drawn, size);
    const corrected = weakened(wanted, (octave, cell) => corrections[octave]![cell]!);
    return quantiseStatistics(corrected, place, bytes)?.payload;
  }

  private async rendererOf(key: Picture, tokens: MotionTokens, statistics?: MotionStatistics): Promise<GroupRenderer> {
    const { frames, seed, loopFrames } = this.group;
    const drawing = statistics && { statistics, firstFrame: 0, loopFrames };
    return (await prepareGroup(key, tokens, frames, seed, classicalMotion, drawing)).renderer;
  }

  private async measureOriginal(): Promise<Measured & { readonly gradient: Float32Array }> {
    const { planes, frames } = this.group;
    let gradient: Float32Array | undefined;
    const measured = await this.measurePlanes((t) => planes[t]!);
    for (let t = 0; t < frames; t += GRADIENT_STRIDE) {
      const own = gradientPower(texturePlane(planes[t]!));
      gradient = gradient === undefined ? own : gradient.map((sum, i) => sum + own[i]!);
    }
    const count = Math.ceil(frames / GRADIENT_STRIDE);
    const mean = gradient!.map((sum) => sum / count);
    return { ...measured, gradient: boxMean(mean, measured.width, measured.height, 1) };
  }

  private measure(renderer: GroupRenderer): Promise<Measured> {
    return this.measurePlanes((t) => analysisPlane(renderer.render(t)));
  }

  private async measurePlanes(planeAt: (t: number) => Plane): Promise<Measured> {
    const first = texturePlane(planeAt(0));
    const power = new OctavePower(first.data.length);
    for (let t = 0; t < this.group.frames; t++) {
      await this.breathe();
      power.add(texturePlane(planeAt(t)).data);
    }
    return { width: first.width, height: first.height, power: power.power() };
  }
}

/** Strengths times a factor for each octave and cell. */
function weakened(
  { displacement, light }: MotionStatistics,
  factor: (octave: number, cell: number) => number,
): MotionStatistics {
  const each = (plane: Plane, octave: number): Plane => ({
    ...plane,
    data: plane.data.map((value, cell) => value * factor(octave, cell)),
  });
  return { displacement: displacement.map(each), light: light.map(each) };
}

/** Factors, by octave and cell, that bring what came out down to what was wanted; none is above 1. */
function correctionsOf(
  original: Measured,
  sent: Measured,
  drawn: Measured,
  size: { readonly width: number; readonly height: number },
): Float32Array[] {
  const cells = (measured: Measured): Float32Array[] => measured.power.map((power) => cellMeans(power, measured, size));
  const [all, without, with_] = [cells(original), cells(sent), cells(drawn)];
  const out = all.map((octave) => new Float32Array(octave.length));
  for (let cell = 0; cell < size.width * size.height; cell++) {
    const wanted = partOctaves(all.map((octave, b) => octave[cell]! - without[b]![cell]!));
    const came = partOctaves(with_.map((octave, b) => octave[cell]! - without[b]![cell]!));
    for (const [b, factors] of out.entries()) {
      const ratio = (SHARES[b]! * wanted[b]!) / Math.max(came[b]!, 1e-9);
      factors[cell] = Math.sqrt(Math.min(Math.max(ratio, LEAST_CORRECTION), 1));
    }
  }
  return out;
}
