/**
 * @file Interpolation of scattered values along the edges of a guide: the smoothest map through the points,
 *
 *     minimise  sum over cells of (L u)^2  +  TENSION * u^T L u  +  HOLD * sum over points of (u - value)^2
 *
 * where L is the Laplacian of the grid whose links weaken across edges of the guide (edge-weighted as in Levin,
 * Lischinski and Weiss, "Colorization using optimization", SIGGRAPH 2004; second order, so that values between points
 * are joined smoothly, as thin plates do). It is linear in the values: each point has one interpolation picture. The
 * system is banded; it is solved by Cholesky decomposition.
 */
import { neighboursOf } from './motion-representation-watershed.js';

const TENSION = 0.05;
const HOLD = 1e3;

/** Weight of the links of every cell to its right and lower neighbour, 0 to 1. */
export interface Links {
  readonly width: number;
  readonly height: number;
  readonly right: Float32Array;
  readonly down: Float32Array;
}

/**
 * Links that weaken where a guide changes.
 * @param scale change of the guide at which a link has half its weight; Infinity for none
 */
export function linksAlong(
  guide: ArrayLike<number>,
  width: number,
  height: number,
  scale: number,
  floor: number,
): Links {
  const link = (a: number, b: number): number => Math.max(floor, 1 / (1 + ((guide[a]! - guide[b]!) / scale) ** 2));
  const right = new Float32Array(width * height);
  const down = new Float32Array(width * height);
  for (let cell = 0; cell < right.length; cell++) {
    if (cell % width < width - 1) right[cell] = link(cell, cell + 1);
    if (cell + width < right.length) down[cell] = link(cell, cell + width);
  }
  return { width, height, right, down };
}

/** Solves for interpolation pictures with a fixed set of points. */
export class Interpolator {
  private readonly band: number;
  private readonly factor: Float64Array;
  private readonly area: number;

  /** @param smooth second order (thin plate) or first order (membrane) */
  constructor(links: Links, points: ArrayLike<number>, smooth: boolean) {
    const { width, height } = links;
    this.area = width * height;
    this.band = smooth ? 2 * width : width;
    this.factor = new Float64Array(this.area * (this.band + 1));
    const rows = Array.from({ length: this.area }, (_, cell) => laplacianRow(links, cell, width, height));
    for (const [cell, row] of rows.entries()) {
      for (const [j, value] of row) this.add(cell, j, value * (smooth ? TENSION : 1));
      if (smooth) for (const [i, a] of row) for (const [j, b] of row) this.add(i, j, a * b);
      this.add(cell, cell, 1e-7);
    }
    for (let i = 0; i < points.length; i++) this.add(points[i]!, points[i]!, HOLD);
    this.decompose();
  }

  /** The map that is 1 at `point` and 0 at the other points. */
  picture(point: number): Float64Array {
    const { area, band, factor } = this;
    const u = new Float64Array(area);
    u[point] = HOLD;
    for (let i = point; i < area; i++) {
      let sum = u[i]!;
      const row = i * (band + 1);
      for (let j = Math.max(point, i - band); j < i; j++) sum -= factor[row + i - j]! * u[j]!;
      u[i] = sum / factor[row]!;
    }
    for (let i = area - 1; i >= 0; i--) {
      const row = i * (band + 1);
      const value = u[i]! / factor[row]!;
      u[i] = value;
      for (let j = Math.max(0, i - band); j < i; j++) u[j]! -= factor[row + i - j]! * value;
    }
    return u;
  }

  private add(i: number, j: number, value: number): void {
    if (i >= j) this.factor[i * (this.band + 1) + i - j]! += value;
  }

  private decompose(): void {
    const { area, band, factor } = this;
    const size = band + 1;
    for (let i = 0; i < area; i++) {
      const first = Math.max(0, i - band);
      for (let j = first; j <= i; j++) {
        let sum = factor[i * size + i - j]!;
        for (let k = Math.max(first, j - band); k < j; k++)
          sum -= factor[i * size + i - k]! * factor[j * size + j - k]!;
        factor[i * size + i - j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / factor[j * size]!;
      }
    }
  }
}

function laplacianRow({ right, down }: Links, cell: number, width: number, height: number): [number, number][] {
  let sum = 0;
  const row: [number, number][] = [];
  for (const near of neighboursOf(cell, width, height)) {
    const first = Math.min(cell, near);
    const weight = Math.abs(near - cell) === 1 ? right[first]! : down[first]!;
    row.push([near, -weight]);
    sum += weight;
  }
  row.push([cell, sum]);
  return row;
}
