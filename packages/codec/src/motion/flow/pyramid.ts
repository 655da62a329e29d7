import { InvalidOptionError, type Plane } from '../../picture/index.js';

/** Replicated border around each level, in pixels, so that inner loops sample without testing for the border. */
export const PAD = 12;

/** Sides below this many pixels are not halved further. */
const COARSEST_SIDE = 24;

/**
 * One level of a {@link FlowPyramid}: `padded` holds `(width + 2 * PAD) * (height + 2 * PAD)` samples, row-major,
 * `stride` = `width + 2 * PAD`; sample (x, y) is at `(y + PAD) * stride + x + PAD`.
 */
export interface PyramidLevel {
  readonly width: number;
  readonly height: number;
  readonly stride: number;
  readonly padded: Float32Array;
}

/**
 * A picture prepared for flow estimation: level 0 is the lightly smoothed picture, each next level has half the sides
 * (rounded up). A pixel i of a level lies at 2i + 0.5 of the finer one.
 */
export interface FlowPyramid {
  readonly width: number;
  readonly height: number;
  readonly levels: readonly PyramidLevel[];
}

/**
 * Prepares a plane (samples 0 to 255) for flow estimation.
 * @param plane `width * height` samples
 * @param out pyramid of the same size to overwrite; a new one where left out
 * @throws InvalidOptionError where the plane's data does not fit its size
 */
export function preparePyramid(plane: Plane, out: FlowPyramid = createPyramid(plane.width, plane.height)): FlowPyramid {
  const { width, height, data } = plane;
  if (data.length !== width * height) {
    throw new InvalidOptionError('plane.data.length', String(width * height), data.length);
  }
  if (out.width !== width || out.height !== height) {
    throw new InvalidOptionError('pyramid size', `${width}x${height}`, `${out.width}x${out.height}`);
  }
  const base = out.levels[0]!;
  smoothInto(plane, base);
  extendBorder(base);
  for (let k = 1; k < out.levels.length; k++) {
    const level = out.levels[k]!;
    halve(out.levels[k - 1]!, level);
    extendBorder(level);
  }
  return out;
}

/** An empty pyramid for planes of the given size in pixels, to be filled by {@link preparePyramid}. */
export function createPyramid(width: number, height: number): FlowPyramid {
  assertPyramidSize(width, height);
  const levels: PyramidLevel[] = [];
  for (let w = width, h = height; ; w = (w + 1) >> 1, h = (h + 1) >> 1) {
    levels.push(createLevel(w, h));
    if (Math.min(w, h) < 2 * COARSEST_SIDE) break;
  }
  return { width, height, levels };
}

/**
 * Checks that a pyramid can have the given size in pixels: sides of at least 8.
 * @throws InvalidOptionError
 */
export function assertPyramidSize(width: number, height: number): void {
  for (const [name, side] of [
    ['width', width],
    ['height', height],
  ] as const) {
    if (!Number.isInteger(side) || side < 8) throw new InvalidOptionError(name, 'an integer of at least 8', side);
  }
}

function createLevel(width: number, height: number): PyramidLevel {
  const stride = width + 2 * PAD;
  return { width, height, stride, padded: new Float32Array(stride * (height + 2 * PAD)) };
}

/** Weight of the centre tap of the three-tap presmoothing filter; the outer taps share the rest. */
const CENTRE = 0.5;

function smoothInto(plane: Plane, level: PyramidLevel): void {
  const { width, height, data } = plane;
  const { stride, padded } = level;
  const side = (1 - CENTRE) / 2;
  for (let y = 0; y < height; y++) {
    const up = Math.max(y - 1, 0) * width;
    const mid = y * width;
    const down = Math.min(y + 1, height - 1) * width;
    const to = (y + PAD) * stride + PAD;
    let left = side * (data[up]! + data[down]!) + CENTRE * data[mid]!;
    let centre = left;
    for (let x = 0; x < width; x++) {
      const n = x + 1 < width ? x + 1 : x;
      const right = side * (data[up + n]! + data[down + n]!) + CENTRE * data[mid + n]!;
      padded[to + x] = side * (left + right) + CENTRE * centre;
      left = centre;
      centre = right;
    }
  }
}

/** Halves both sides with the taps 1 3 3 1 per axis; reads the padding of the finer level. */
function halve(from: PyramidLevel, to: PyramidLevel): void {
  const a = from.padded;
  const s = from.stride;
  for (let y = 0; y < to.height; y++) {
    const target = (y + PAD) * to.stride + PAD;
    for (let x = 0; x < to.width; x++) {
      const i = (2 * y + PAD) * s + 2 * x + PAD;
      let sum = 0;
      for (let k = -1; k <= 2; k++) {
        const r = i + k * s;
        const row = a[r - 1]! + a[r + 2]! + 3 * (a[r]! + a[r + 1]!);
        sum += k === 0 || k === 1 ? 3 * row : row;
      }
      to.padded[target + x] = sum / 64;
    }
  }
}

function extendBorder(level: PyramidLevel): void {
  const { width, height, stride, padded } = level;
  for (let y = PAD; y < PAD + height; y++) {
    const row = y * stride;
    padded.fill(padded[row + PAD]!, row, row + PAD);
    padded.fill(padded[row + PAD + width - 1]!, row + PAD + width, row + stride);
  }
  const last = (PAD + height - 1) * stride;
  for (let k = 0; k < PAD; k++) {
    padded.copyWithin(k * stride, PAD * stride, (PAD + 1) * stride);
    padded.copyWithin((PAD + height + k) * stride, last, last + stride);
  }
}
