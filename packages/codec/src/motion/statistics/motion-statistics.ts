/**
 * @file Statistics of motion that is not sent: how strongly what lies at a place swings, and how strongly its brightness
 * changes, by octave of frequency. A generator draws motion of these statistics; which motion it is, the seed decides.
 */
import { clamp, powerOfTwo } from '../../math/index.js';
import type { Plane } from '../../picture/index.js';
import { gridSize, quantiserStep } from '../tokens/motion-tokens.js';
import { decodeMap } from '../motion-field.js';
import { MapTransform } from '../transform/map-transform.js';
import { OCTAVES, type QuantisedStrength, type StatisticsTokens } from './statistics-tokens.js';

/** What one group's statistics say, as numbers. All planes lie on one grid that spans the picture. */
export interface MotionStatistics {
  /** Per octave, fastest first: root of the mean square of each component of the displacement, in pixels of the picture. */
  readonly displacement: readonly Plane[];
  /** Per octave, fastest first: root of the mean square of the change of luma, in code values. */
  readonly light: readonly Plane[];
}

/** What a kind of strength is measured in: where it starts to be seen, and how strong it may be. */
export interface StrengthScale {
  /** Strength at which a doubling begins to count as one. */
  readonly faint: number;
  /** Strongest in one octave. */
  readonly most: number;
}

/** Pixels along the longer side of a picture for which {@link DISPLACEMENT_SCALE} is written. */
const USUAL_SIDE = 256;
/** Of displacements, in pixels of a picture whose longer side has 256. */
const DISPLACEMENT_SCALE: StrengthScale = { faint: 1 / 32, most: 4 };
/** Of light, in code values. */
export const LIGHT_SCALE: StrengthScale = { faint: 0.5, most: 32 };
/** Largest tilt of a spectrum: so many octaves of strength per two octaves of frequency. */
const MOST_TILT = 4;

/** Scale of displacements in pixels of a picture. */
export function displacementScale({
  width,
  height,
}: {
  readonly width: number;
  readonly height: number;
}): StrengthScale {
  const factor = Math.max(width, height) / USUAL_SIDE;
  return { faint: DISPLACEMENT_SCALE.faint * factor, most: DISPLACEMENT_SCALE.most * factor };
}

/** Share of the tilt that an octave gets, fastest first: from 1 to -1. */
export function tiltShare(octave: number): number {
  return 1 - (2 * octave) / (OCTAVES - 1);
}

/** Strength that levels of half an octave give to each octave; the sum of their squares is 1. */
export function levelShares(levels: readonly number[]): number[] {
  const shares = levels.map((level) => (level === 0 ? 0 : powerOfTwo(level / 2)));
  const norm = Math.sqrt(shares.reduce((sum, share) => sum + share * share, 0));
  return shares.map((share) => (norm === 0 ? 0 : share / norm));
}

/** Dequantises the statistics of a group of `width` x `height` pixels. */
export function decodeStatistics(tokens: StatisticsTokens, width: number, height: number): MotionStatistics {
  const size = gridSize(width, height, tokens.grid);
  const transform = new MapTransform(size.width, size.height);
  return {
    displacement: strengths(tokens.displacement, transform, displacementScale({ width, height })),
    light: strengths(tokens.light, transform, LIGHT_SCALE),
  };
}

function strengths(
  given: QuantisedStrength | undefined,
  transform: MapTransform,
  { faint, most }: StrengthScale,
): Plane[] {
  const { width, height } = transform;
  const out = Array.from({ length: OCTAVES }, () => ({ width, height, data: new Float32Array(width * height) }));
  if (given === undefined) return out;
  const { data } = decodeMap(given.map, quantiserStep(given.mapStep), transform);
  levelShares(given.levels).forEach((share, octave) => {
    const plane = out[octave]!.data;
    for (let i = 0; i < plane.length; i++) {
      const strength = faint * (powerOfTwo(clamp(data[2 * i]!, 0, 16)) - 1);
      const tilt = clamp(data[2 * i + 1]!, -MOST_TILT, MOST_TILT);
      plane[i] = Math.min(share * strength * powerOfTwo(tilt * tiltShare(octave)), most);
    }
  });
  return out;
}
