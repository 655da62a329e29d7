/**
 * @file Statistics of the motion that a decoded group lacks. What the original changes more strongly than the decoded group
 * is put down to displacement where it changes most along edges, and to light where edges make no difference: a
 * displacement d changes a pixel whose gradient is g by g d, so over the pixels of a cell the power of the change is a
 * straight line over that of the gradient. Its slope is the power of the displacement, the rest is light.
 */
import { cellMeans, quantile } from '../../math/index.js';
import { displacementScale, LIGHT_SCALE, type MotionStatistics } from '../../motion/index.js';
import { boxMean, type Plane } from '../../picture/index.js';
import { gradientsOf } from '../analysis/photometric-evidence.js';
import { partOctaves } from './haar-octaves.js';

/** Power of a gradient, in squared code values, below which a cell is flat: its change is light. */
const FLAT = 0.5;
/** Least variance of the gradient's power in a cell that a line can be laid through. */
const LEAST_SPREAD = 1e-3;
/**
 * Share of the original's power that is asked for. What is sent nearly as strongly needs nothing beside it: drawn motion
 * would only blur where it goes.
 */
export const ASKED_SHARE = 0.75;
/** Half a window of cells that a line is laid through. */
const WINDOW = 1;

/** Share of all pixels that counts as quiet, and what is taken for noise over the power of the least quiet of them: 1.3 is its
 * mean, the rest keeps its chances from looking like motion. */
const QUIET = 0.1;
const QUIET_SHARE = 1.8;
/** See {@link noiseOf}; a standard deviation of six levels in single pixels. */
const MOST_NOISE = 1.2;

interface Sides {
  readonly width: number;
  readonly height: number;
}

/** What is compared. All planes have the pixels of one texture plane. */
export interface ComparedPower {
  /** Sides of the planes. */
  readonly texture: Sides;
  /** Power of the original by octave, see `OctavePower`. */
  readonly original: readonly Float32Array[];
  /** Power of what decoders show. */
  readonly sent: readonly Float32Array[];
  /** Power of the gradient of the original, see {@link gradientPower}, smoothed. */
  readonly gradient: Float32Array;
}

/** Square of the gradient of a texture plane, per pixel, in squared code values per pixel of the plane. */
export function gradientPower(texture: Plane): Float32Array {
  const { gx, gy } = gradientsOf(texture);
  return gx.map((value, i) => value * value + gy[i]! * gy[i]!);
}

/**
 * Statistics of what is missing, on a grid.
 * @param picture sides of the full picture in pixels
 */
export function missingMotion(
  { texture, original, sent, gradient }: ComparedPower,
  grid: Sides,
  picture: Sides,
): MotionStatistics {
  const cells = new GradientCells(gradient, texture, grid);
  const noise = noiseOf(original[0]!);
  const parts = original.map((power, octave) =>
    cells.part(power.map((value, i) => ASKED_SHARE * (value - noise / 2 ** octave) - sent[octave]![i]!)),
  );
  const strengths = (powers: readonly Float32Array[], scale: number, most: number): Plane[] => {
    const out = powers.map(() => new Float32Array(grid.width * grid.height));
    for (let cell = 0; cell < out[0]!.length; cell++) {
      partOctaves(powers.map((power) => power[cell]!)).forEach((power, octave) => {
        out[octave]![cell] = Math.min(scale * Math.sqrt(power), most);
      });
    }
    return out.map((data) => ({ width: grid.width, height: grid.height, data }));
  };
  const toPicture = picture.width / texture.width;
  return {
    displacement: strengths(
      parts.map(({ slope }) => slope),
      toPicture,
      displacementScale(picture).most,
    ),
    light: strengths(
      parts.map(({ rest }) => rest),
      1,
      LIGHT_SCALE.most,
    ),
  };
}

/**
 * Power of noise in the fastest octave, of which each slower one has half: what the pixels that change least have. That of
 * cameras and coding is no more than {@link MOST_NOISE}; where all of a picture moves, the rest is motion.
 */
function noiseOf(fastest: Float32Array): number {
  return Math.min(QUIET_SHARE * quantile(fastest, QUIET), MOST_NOISE);
}

/** Lays lines through the power of a change over that of the gradient, cell by cell. */
class GradientCells {
  private readonly own: Float32Array;
  private readonly mean: Float32Array;
  private readonly spread: Float32Array;

  constructor(
    private readonly gradient: Float32Array,
    private readonly texture: Sides,
    private readonly grid: Sides,
  ) {
    this.own = cellMeans(gradient, texture, grid);
    this.mean = this.around(gradient);
    this.spread = this.around(gradient.map((value) => value * value)).map((value, i) => value - this.mean[i]! ** 2);
  }

  /** The part of a power that grows with the gradient, per power of the gradient, and the rest; neither is more than all. */
  part(power: Float32Array): { readonly slope: Float32Array; readonly rest: Float32Array } {
    const own = cellMeans(power, this.texture, this.grid);
    const mean = this.around(power);
    const product = this.around(power.map((value, i) => value * this.gradient[i]!));
    const slope = own.map((all, cell) => {
      const together = product[cell]! - this.mean[cell]! * mean[cell]!;
      const line = Math.max(together / Math.max(this.spread[cell]!, LEAST_SPREAD), 0);
      return Math.min(line, all / Math.max(this.own[cell]!, FLAT));
    });
    return { slope, rest: own.map((all, cell) => all - slope[cell]! * this.own[cell]!) };
  }

  /** Means over the pixels of each cell and of those around it. */
  private around(values: Float32Array): Float32Array {
    const { width, height } = this.grid;
    return boxMean(cellMeans(values, this.texture, this.grid), width, height, WINDOW);
  }
}
