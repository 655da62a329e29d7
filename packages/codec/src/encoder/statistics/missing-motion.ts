/**
 * @file Statistics of the motion that a decoded group lacks. What the original changes more strongly than the decoded group
 * is put down to displacement where it changes most along edges, and to light where edges make no difference.
 */
import { cellsAlong } from '../../math/index.js';
import { OCTAVES, type MotionStatistics } from '../../motion/index.js';
import { boxMean, type Plane } from '../../picture/index.js';
import { partOctaves } from './haar-octaves.js';

/** Strongest displacement that is drawn, as a share of the longer side of a picture. */
export const MOST_DISPLACEMENT = 1 / 64;
/** Strongest light that is drawn, in code values. */
export const MOST_LIGHT = 40;
const NOISE = 0.5;
const FLOOR = 0;

/** Mean square of the gradient of a texture plane, per pixel, in code values per pixel of the plane. */
export function gradientPower({ width, height, data }: Plane): Float32Array {
  const out = new Float32Array(data.length);
  for (let y = 0, at = 0; y < height; y++) {
    const above = Math.max(y - 1, 0) * width;
    const below = Math.min(y + 1, height - 1) * width;
    for (let x = 0; x < width; x++, at++) {
      const row = y * width;
      const gx = (data[row + Math.min(x + 1, width - 1)]! - data[row + Math.max(x - 1, 0)]!) / 2;
      const gy = (data[below + x]! - data[above + x]!) / 2;
      out[at] = gx * gx + gy * gy;
    }
  }
  return out;
}

/**
 * @param original power of the original, `decoded` that of the decoded group, see `OctavePower`
 * @param gradient of what the decoded group shows, see {@link gradientPower}, smoothed
 * @param texture size of the planes
 * @param grid size of the statistics
 * @param toPicture pixels of the picture per pixel of the texture plane
 */
export function missingMotion(
  original: readonly Float32Array[],
  decoded: readonly Float32Array[],
  gradient: Float32Array,
  texture: { readonly width: number; readonly height: number },
  grid: { readonly width: number; readonly height: number },
  toPicture: number,
): MotionStatistics {
  const columns = cellsAlong(texture.width, grid.width);
  const rows = cellsAlong(texture.height, grid.height);
  const cells = grid.width * grid.height;
  const slopes: Float64Array[] = [];
  const rests: Float64Array[] = [];
  for (let octave = 0; octave < OCTAVES; octave++) {
    const sums = Array.from({ length: 5 }, () => new Float32Array(cells));
    const [n, g, gg, p, gp] = sums as [Float32Array, Float32Array, Float32Array, Float32Array, Float32Array];
    for (let y = 0, at = 0; y < texture.height; y++) {
      for (let x = 0; x < texture.width; x++, at++) {
        const cell = rows[y]! * grid.width + columns[x]!;
        const power = original[octave]![at]! - decoded[octave]![at]!;
        const slope = gradient[at]!;
        n[cell]!++;
        g[cell]! += slope;
        gg[cell]! += slope * slope;
        p[cell]! += power;
        gp[cell]! += slope * power;
      }
    }
    const [N, G, GG, P, GP] = sums.map((sum) => boxMean(sum, grid.width, grid.height, 1)) as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const slope = new Float64Array(cells);
    const rest = new Float64Array(cells);
    for (let cell = 0; cell < cells; cell++) {
      const mean = G[cell]! / N[cell]!;
      const spread = GG[cell]! / N[cell]! - mean * mean;
      const together = GP[cell]! / N[cell]! - mean * (P[cell]! / N[cell]!);
      const missing = p[cell]! / n[cell]!;
      const own = g[cell]! / n[cell]!;
      const most = missing / Math.max(own, NOISE);
      slope[cell] = Math.min(Math.max(together / Math.max(spread, 1e-3), Math.min(FLOOR * most, 0)), most);
      rest[cell] = missing - slope[cell]! * own;
    }
    slopes.push(slope);
    rests.push(rest);
  }
  const longer = toPicture * Math.max(texture.width, texture.height);
  const strengths = (powers: readonly Float64Array[], scale: number, most: number): Plane[] => {
    const out = powers.map(() => new Float32Array(cells));
    for (let cell = 0; cell < cells; cell++) {
      partOctaves(powers.map((power) => power[cell]!)).forEach((power, octave) => {
        out[octave]![cell] = Math.min(scale * Math.sqrt(power), most);
      });
    }
    return out.map((data) => ({ ...grid, data }));
  };
  return {
    displacement: strengths(slopes, toPicture, MOST_DISPLACEMENT * longer),
    light: strengths(rests, 1, MOST_LIGHT),
  };
}
