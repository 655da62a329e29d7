import { createPlane, InvalidOptionError, type Plane } from '../../picture/index.js';
import { assertFlowSize, type Flow } from './flow.js';

/** How samples between pixel centres are found: two taps per axis, or four (Catmull-Rom). */
export type Interpolation = 'bilinear' | 'bicubic';

/**
 * Backward warp: `result(x) = reference(x + flow(x))`. Positions outside the reference take its nearest border sample.
 *
 * @param reference plane to sample, `width * height`
 * @param flow backward flow of the same size
 * @param interpolation `bicubic` where left out; it may overshoot the range of the samples
 * @param out plane of the same size to write to; a new one where left out
 * @throws InvalidOptionError where sizes differ
 */
export function warpPlane(
  reference: Plane,
  flow: Flow,
  interpolation: Interpolation = 'bicubic',
  out: Plane = createPlane(reference.width, reference.height),
): Plane {
  const { width, height } = reference;
  assertFlowSize(flow, width, height, 'flow');
  if (out.width !== width || out.height !== height) {
    throw new InvalidOptionError('out size', `${width}x${height}`, `${out.width}x${out.height}`);
  }
  const sample = interpolation === 'bicubic' ? sampleBicubic : sampleBilinear;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      out.data[i] = sample(reference, x + flow.data[2 * i]!, y + flow.data[2 * i + 1]!);
    }
  }
  return out;
}

/** The sample of a plane at a position in pixels by bilinear interpolation, the position clamped to the plane. */
export function sampleBilinear(plane: Plane, x: number, y: number): number {
  const { width, height, data } = plane;
  const cx = Math.min(Math.max(x, 0), width - 1);
  const cy = Math.min(Math.max(y, 0), height - 1);
  const x0 = Math.floor(cx);
  const y0 = Math.floor(cy);
  const x1 = Math.min(x0 + 1, width - 1);
  const y1 = Math.min(y0 + 1, height - 1);
  const fx = cx - x0;
  const top = y0 * width;
  const bottom = y1 * width;
  const upper = data[top + x0]! + fx * (data[top + x1]! - data[top + x0]!);
  const lower = data[bottom + x0]! + fx * (data[bottom + x1]! - data[bottom + x0]!);
  return upper + (cy - y0) * (lower - upper);
}

/** The sample of a plane at a position in pixels by Catmull-Rom interpolation, the position clamped to the plane. */
export function sampleBicubic(plane: Plane, x: number, y: number): number {
  const { width, height, data } = plane;
  const cx = Math.min(Math.max(x, 0), width - 1);
  const cy = Math.min(Math.max(y, 0), height - 1);
  const x0 = Math.floor(cx);
  const y0 = Math.floor(cy);
  const fx = cx - x0;
  const fy = cy - y0;
  const xa = Math.max(x0 - 1, 0);
  const xc = Math.min(x0 + 1, width - 1);
  const xd = Math.min(x0 + 2, width - 1);
  let sum = 0;
  for (let k = -1; k <= 2; k++) {
    const row = Math.min(Math.max(y0 + k, 0), height - 1) * width;
    sum += catmullRom(k - fy) * catmullRomRow(data[row + xa]!, data[row + x0]!, data[row + xc]!, data[row + xd]!, fx);
  }
  return sum;
}

function catmullRomRow(a: number, b: number, c: number, d: number, t: number): number {
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

function catmullRom(offset: number): number {
  const t = Math.abs(offset);
  return t < 1 ? (1.5 * t - 2.5) * t * t + 1 : t < 2 ? ((-0.5 * t + 2.5) * t - 4) * t + 2 : 0;
}
