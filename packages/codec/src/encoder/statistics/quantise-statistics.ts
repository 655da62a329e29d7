/**
 * @file Statistics of motion as tokens of few bytes. The strength of a place is its root mean square over all octaves; how
 * it is shared out among the octaves is told once for the group, and as a tilt where a place differs.
 */
import { clamp } from '../../math/index.js';
import {
  basisPictures,
  createFlow,
  displacementScale,
  GRID_SIDES,
  LIGHT_SCALE,
  levelShares,
  nearestStep,
  OCTAVES,
  quantiseMap,
  quantiserStep,
  tiltShare,
  writeStatistics,
  type BasisPictures,
  type Flow,
  type FlowMetric,
  type MotionStatistics,
  type QuantisedStrength,
  type StatisticsTokens,
  type StrengthScale,
} from '../../motion/index.js';
import type { Plane } from '../../picture/index.js';

/** Grid of the statistics that the encoder measures or guesses, as an index into `GRID_SIDES`: 16 cells along the longer side. */
export const STATISTICS_GRID = GRID_SIDES.indexOf(16);
/** Step of strengths and tilts, in octaves of strength for one cell. */
const STEP = 1.4;
/** Worth of a bit at first, in squared octaves of strength summed over cells; raised until the bytes suffice. */
const LAMBDA = 0.03;
const LAMBDA_STEP = 1.4;
/** How much less a wrong tilt is seen than a wrong strength. */
const TILT_WEIGHT = 0.15;
const HIGHEST_LEVEL = 15;

/** A group whose statistics are quantised. */
export interface StatisticsPlace {
  /** Index into `GRID_SIDES`: that of the statistics' planes. */
  readonly grid: number;
  /** Sides of the picture in pixels. */
  readonly picture: { readonly width: number; readonly height: number };
  /** Period of the loop in frames, or 0. */
  readonly loopFrames: number;
}

/**
 * Tokens of at most `bytes` for statistics; `undefined` where there is nothing to draw.
 * @param bytes that the payload may take
 */
export function quantiseStatistics(
  statistics: MotionStatistics,
  { grid, picture, loopFrames }: StatisticsPlace,
  bytes: number,
): { readonly tokens: StatisticsTokens; readonly payload: Uint8Array } | undefined {
  const { width, height } = statistics.displacement[0]!;
  const pictures = basisPictures(width, height);
  const swing = targetOf(statistics.displacement, displacementScale(picture));
  const glow = targetOf(statistics.light, LIGHT_SCALE);
  for (let lambda = LAMBDA; lambda < 100; lambda *= LAMBDA_STEP) {
    const displacement = quantised(swing, pictures, lambda);
    const light = quantised(glow, pictures, lambda);
    if (displacement === undefined && light === undefined) return undefined;
    const tokens = { grid, loopFrames, displacement, light };
    const payload = writeStatistics(tokens, picture.width, picture.height);
    if (payload.length <= bytes) return { tokens, payload };
  }
  return undefined;
}

/** Strengths as their map says them, before it is quantised. */
interface StrengthTarget {
  readonly levels: readonly number[];
  /** Strength and tilt, as of {@link QuantisedStrength}. */
  readonly map: Flow;
  readonly metric: FlowMetric;
}

function targetOf(octaves: readonly Plane[], { faint }: StrengthScale): StrengthTarget {
  const { width, height } = octaves[0]!;
  const cells = width * height;
  const levels = levelsOf(octaves);
  const shares = levelShares(levels);
  const target = createFlow(width, height);
  const metric: FlowMetric = {
    xx: new Float32Array(cells).fill(1),
    xy: new Float32Array(cells),
    yy: new Float32Array(cells),
  };
  for (let cell = 0; cell < cells; cell++) {
    const own = octaves.map(({ data }) => data[cell]!);
    const strength = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0));
    target.data[2 * cell] = Math.log2(1 + strength / faint);
    target.data[2 * cell + 1] = tiltOf(own, shares);
    metric.yy[cell] = (TILT_WEIGHT * strength) / (strength + faint);
  }
  return { levels, map: target, metric };
}

function quantised(
  { levels, map: target, metric }: StrengthTarget,
  pictures: BasisPictures,
  lambda: number,
): QuantisedStrength | undefined {
  const mapStep = nearestStep(STEP);
  const map = quantiseMap(target, metric, pictures, quantiserStep(mapStep), lambda);
  return map.x.every((value) => value === 0) ? undefined : { map, mapStep, levels };
}

/** Levels of the octaves by their mean squares: the strongest has the highest. */
function levelsOf(octaves: readonly Plane[]): number[] {
  const power = octaves.map(({ data }) => data.reduce((sum, value) => sum + value * value, 0) / data.length);
  const most = Math.max(...power);
  return power.map((value) =>
    value <= 0 ? 0 : clamp(Math.round(HIGHEST_LEVEL + Math.log2(value / most)), 0, HIGHEST_LEVEL),
  );
}

/** How much faster (above 0) or slower a place moves than the group: least squares over its octaves. */
function tiltOf(own: readonly number[], shares: readonly number[]): number {
  const sum = { w: 0, x: 0, y: 0, xx: 0, xy: 0 };
  for (let octave = 0; octave < OCTAVES; octave++) {
    if (own[octave]! <= 0 || shares[octave]! <= 0) continue;
    const w = own[octave]! ** 2;
    const x = tiltShare(octave);
    const y = Math.log2(own[octave]! / shares[octave]!);
    sum.w += w;
    sum.x += w * x;
    sum.y += w * y;
    sum.xx += w * x * x;
    sum.xy += w * x * y;
  }
  const spread = sum.xx - (sum.x * sum.x) / Math.max(sum.w, 1e-12);
  return spread <= 1e-6 * sum.xx ? 0 : clamp((sum.xy - (sum.x * sum.y) / sum.w) / spread, -3, 3);
}
