import { cosineOfTurns, sineOfTurns } from '../../math/index.js';
import type { Plane } from '../../picture/index.js';

/** A plane seen from a point: rings of samples around it. */
export interface PolarView {
  readonly rings: number;
  /** Samples of each ring. */
  readonly angles: number;
  /** Ring by ring, from the x axis clockwise on the screen; NaN beyond the edge of the plane. */
  readonly data: Float32Array;
}

/** How many rings and samples of each a {@link PolarView} has. */
export interface PolarGrid {
  readonly rings: number;
  /** Unit vectors of the samples of a ring. */
  readonly directions: readonly (readonly [number, number])[];
}

/** A grid for {@link polarView}. */
export function polarGrid(rings: number, angles: number): PolarGrid {
  const directions = Array.from({ length: angles }, (_, i) => {
    return [cosineOfTurns(i / angles), sineOfTurns(i / angles)] as const;
  });
  return { rings, directions };
}

/**
 * What lies around (x, y), bilinear.
 * @param radius of the disc that the rings fill, in pixels
 */
export function polarView(
  { width, height, data }: Plane,
  x: number,
  y: number,
  radius: number,
  { rings, directions }: PolarGrid,
): PolarView {
  const angles = directions.length;
  const out = new Float32Array(rings * angles).fill(NaN);
  for (const [angle, [across, down]] of directions.entries()) {
    for (let ring = 0; ring < rings; ring++) {
      const away = ((ring + 0.5) * radius) / rings;
      const px = x + away * across - 0.5;
      const py = y + away * down - 0.5;
      if (!(px >= 0 && py >= 0 && px < width - 1 && py < height - 1)) continue;
      const at = Math.floor(py) * width + Math.floor(px);
      const [fx, fy] = [px - Math.floor(px), py - Math.floor(py)];
      const upper = data[at]! + fx * (data[at + 1]! - data[at]!);
      const lower = data[at + width]! + fx * (data[at + width + 1]! - data[at + width]!);
      out[ring * angles + angle] = upper + fy * (lower - upper);
    }
  }
  return { rings, angles, data: out };
}

/** Mean square difference of a ring from the same ring of a view that is turned back by `turn` of a circle. */
export function ringDifference(still: PolarView, turned: PolarView, ring: number, turn: number): number {
  const { angles } = still;
  const shift = (turn - Math.floor(turn)) * angles;
  const whole = Math.floor(shift);
  const part = shift - whole;
  const first = ring * angles;
  let [sum, count] = [0, 1e-9];
  for (let angle = 0; angle < angles; angle++) {
    const at = first + ((angle + whole) % angles);
    const next = first + ((angle + whole + 1) % angles);
    const difference = turned.data[at]! + part * (turned.data[next]! - turned.data[at]!) - still.data[first + angle]!;
    if (Number.isNaN(difference)) continue;
    sum += difference * difference;
    count++;
  }
  return sum / count;
}

/** Sum of {@link ringDifference} over the first rings, each by its area. */
export function discDifference(still: PolarView, turned: PolarView, rings: number, turn: number): number {
  let sum = 0;
  for (let ring = 0; ring < rings; ring++) sum += (ring + 0.5) * ringDifference(still, turned, ring, turn);
  return sum;
}
