/**
 * @file What the structure of a key picture tells of how things in it can move: what is long, straight and strong is
 * stiff, and a stalk swings across its axis rather than along it. From the structure tensor (Bigun and Granlund 1987).
 */
import { cellMeans } from '../../math/index.js';
import { boxMean, type Plane } from '../../picture/index.js';

/** Structure of a picture, per cell of a grid. */
export interface KeyStructure {
  /** Unit vector across what the cell shows: the direction in which the picture changes most. x and y, interleaved. */
  readonly normal: Float32Array;
  /** How much the picture changes along one direction only, 0 to 1. */
  readonly coherence: Float32Array;
  /** How much the cell looks like part of something long, straight and strong, 0 to 1. */
  readonly stiffness: Float32Array;
  /** Mean square of the gradient, in squared code values per squared pixel of `luma`. */
  readonly power: Float32Array;
}

/** Half a window of the tensor, in pixels: of what a cell shows, and of what is long. */
const NEAR = 1;
const FAR = 4;
/** Mean square of a gradient, in squared code values, at which a long edge counts as half strong. */
const STRONG = 150;
/** Mean square of a gradient that noise makes. */
const NOISE = 4;

/**
 * @param luma of the key picture, some two pixels to a cell, a side
 * @param size of the grid
 */
export function keyStructure(luma: Plane, size: { readonly width: number; readonly height: number }): KeyStructure {
  const tensor = tensorOf(luma);
  const near = tensor.map((plane) => cellMeans(boxMean(plane, luma.width, luma.height, NEAR), luma, size));
  const far = tensor.map((plane) => cellMeans(boxMean(plane, luma.width, luma.height, FAR), luma, size));
  const cells = size.width * size.height;
  const out = {
    normal: new Float32Array(2 * cells),
    coherence: new Float32Array(cells),
    stiffness: new Float32Array(cells),
    power: new Float32Array(cells),
  };
  for (let cell = 0; cell < cells; cell++) {
    const [xx, xy, yy] = [near[0]![cell]!, near[1]![cell]!, near[2]![cell]!];
    const [across, down] = normalOf(xx - yy, 2 * xy);
    out.normal[2 * cell] = across;
    out.normal[2 * cell + 1] = down;
    out.coherence[cell] = coherenceOf(xx, xy, yy);
    out.power[cell] = xx + yy;
    const [fx, fxy, fy] = [far[0]![cell]!, far[1]![cell]!, far[2]![cell]!];
    const strength = fx + fy;
    out.stiffness[cell] = (coherenceOf(fx, fxy, fy) * strength) / (strength + STRONG);
  }
  return out;
}

/** Cosine and sine of half the angle of a vector, from -90 to 90 degrees. */
function normalOf(x: number, y: number): readonly [number, number] {
  const length = Math.sqrt(x * x + y * y);
  if (length === 0) return [1, 0];
  const long = Math.sqrt((1 + Math.abs(x) / length) / 2);
  const short = Math.abs(y) / (2 * length * long);
  const sign = y < 0 ? -1 : 1;
  return x < 0 ? [short, sign * long] : [long, sign * short];
}

function coherenceOf(xx: number, xy: number, yy: number): number {
  return Math.sqrt((xx - yy) * (xx - yy) + 4 * xy * xy) / (xx + yy + NOISE);
}

/** Products of the gradients, xx, xy, yy, per pixel. */
function tensorOf({ width, height, data }: Plane): readonly Float32Array[] {
  const out = [new Float32Array(data.length), new Float32Array(data.length), new Float32Array(data.length)] as const;
  for (let y = 0, at = 0; y < height; y++) {
    const above = Math.max(y - 1, 0) * width;
    const below = Math.min(y + 1, height - 1) * width;
    for (let x = 0; x < width; x++, at++) {
      const row = y * width;
      const gx = (data[row + Math.min(x + 1, width - 1)]! - data[row + Math.max(x - 1, 0)]!) / 2;
      const gy = (data[below + x]! - data[above + x]!) / 2;
      out[0][at] = gx * gx;
      out[1][at] = gx * gy;
      out[2][at] = gy * gy;
    }
  }
  return out;
}
