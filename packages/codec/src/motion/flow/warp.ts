import { createPlane, InvalidOptionError, type Plane } from '../../picture/index.js';
import { warpPlaneKernel } from '../../kernels/encode/index.js';
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
  if (interpolation === 'bicubic' && warpPlaneKernel(reference, flow.data, out)) return out;
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

/**
 * The sample of a plane at a position in pixels by Catmull-Rom interpolation, the position clamped to the plane. In single
 * precision, and down the columns first, as the kernel does it.
 */
export function sampleBicubic(plane: Plane, x: number, y: number): number {
  const { width, height, data } = plane;
  const cx = Math.min(Math.max(single(x), 0), width - 1);
  const cy = Math.min(Math.max(single(y), 0), height - 1);
  const x0 = Math.floor(cx);
  const y0 = Math.floor(cy);
  catmullRom(single(cy - y0), down);
  const r0 = Math.max(y0 - 1, 0) * width;
  const r1 = y0 * width;
  const r2 = Math.min(y0 + 1, height - 1) * width;
  const r3 = Math.min(y0 + 2, height - 1) * width;
  for (let k = 0; k < 4; k++) {
    const column = Math.min(Math.max(x0 - 1 + k, 0), width - 1);
    columns[k] = weighted(down, data[r0 + column]!, data[r1 + column]!, data[r2 + column]!, data[r3 + column]!);
  }
  catmullRom(single(cx - x0), across);
  return weighted(across, columns[0]!, columns[1]!, columns[2]!, columns[3]!);
}

/** As {@link sampleBicubic}, where all sixteen samples exist. */
export function sampleBicubicInside(data: Float32Array, stride: number, x: number, y: number): number {
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  catmullRom(single(y - y0), down);
  catmullRom(single(x - x0), across);
  const at = (y0 - 1) * stride + x0 - 1;
  const below = 2 * stride;
  for (let k = 0, i = at; k < 4; k++, i++) {
    columns[k] = weighted(down, data[i]!, data[i + stride]!, data[i + below]!, data[i + below + stride]!);
  }
  return weighted(across, columns[0]!, columns[1]!, columns[2]!, columns[3]!);
}

const single = Math.fround;
const across = new Float32Array(4);
const down = new Float32Array(4);
const columns = new Float32Array(4);

/** Weights of the four samples around a place that lies a share `t` behind the second. */
function catmullRom(t: number, out: Float32Array): void {
  const before = single(single(single(single(1 - single(0.5 * t)) * t) - 0.5) * t);
  const at = single(single(single(single(single(1.5 * t) - 2.5) * t) * t) + 1);
  const after = single(single(single(0.5 * single(t - 1)) * t) * t);
  out[0] = before;
  out[1] = at;
  out[2] = single(single(1 - before) - at) - after;
  out[3] = after;
}

function weighted(weights: Float32Array, a: number, b: number, c: number, d: number): number {
  const sum = single(single(weights[0]! * a) + single(weights[1]! * b));
  return single(single(sum + single(weights[2]! * c)) + single(weights[3]! * d));
}
