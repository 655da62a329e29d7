/**
 * @file Separable resampling of planes and pictures.
 *
 * Shrinking averages over the exact area that an output sample covers, so nothing aliases and the mean is kept;
 * growing uses the Catmull-Rom cubic (Catmull and Rom 1974; Keys 1981 with a = -0.5), which interpolates and stays
 * sharp. Each axis chooses for itself. Sample i of an axis covers the interval [i, i + 1): positions need no half-pixel
 * care beyond that. Centred 4:2:0 chroma then resamples with the same step as luma from half the origin, also where
 * sides are odd.
 */
import { InvalidOptionError } from './errors.js';
import { MAX_SIDE, chromaSide, createPicture, createPlane, type Picture, type Plane } from './picture.js';

/** Part of a plane in its own samples; fractions are fine. */
export interface Window {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What the output samples along one side are sums of. */
export interface AxisTaps {
  readonly count: number;
  readonly tapCount: number;
  /** `tapCount` source indices per output sample, already inside the source. */
  readonly indices: Int32Array;
  readonly weights: Float32Array;
}

type Samples = Uint8Array | Float32Array;

/**
 * Resamples a plane to a new size: area average where it shrinks, Catmull-Rom where it grows.
 * @param window the part of the plane to take; all of it when left out
 * @throws InvalidOptionError if a target side is not an integer from 1 to MAX_SIDE
 */
export function resamplePlane(plane: Plane, width: number, height: number, window?: Window): Plane {
  assertSide('width', width);
  assertSide('height', height);
  if (window === undefined && plane.width === 2 * width && plane.height === 2 * height) return halved(plane);
  const part = window ?? { x: 0, y: 0, width: plane.width, height: plane.height };
  const target = createPlane(width, height);
  const across = axisTaps(plane.width, part.x, part.width / width, width);
  const down = axisTaps(plane.height, part.y, part.height / height, height);
  resampleSamples(plane.data, plane.width, across, down, target.data);
  return target;
}

/** A plane at half its sides, which are even: each sample is the mean of four, rows first, as any other shrinking does it. */
export function halved(plane: { readonly width: number; readonly height: number; readonly data: Samples }): Plane {
  const target = createPlane(plane.width / 2, plane.height / 2);
  const { width, height, data } = target;
  const source = plane.data;
  for (let y = 0, to = 0, from = 0; y < height; y++, from += plane.width) {
    for (let x = 0; x < width; x++, from += 2) {
      const low = from + plane.width;
      const upper = Math.fround(0.5 * source[from]! + 0.5 * source[from + 1]!);
      const lower = Math.fround(0.5 * source[low]! + 0.5 * source[low + 1]!);
      data[to++] = Math.fround(0.5 * upper) + 0.5 * lower;
    }
  }
  return target;
}

/**
 * Resamples a picture to a new size, like {@link resamplePlane}; values are rounded and clamped.
 * @param window the part of the picture to take, in luma samples; all of it when left out
 * @throws InvalidOptionError if a target side is not an integer from 1 to MAX_SIDE
 */
export function resamplePicture(picture: Picture, width: number, height: number, window?: Window): Picture {
  assertSide('width', width);
  assertSide('height', height);
  const part = window ?? { x: 0, y: 0, width: picture.width, height: picture.height };
  const target = createPicture(width, height);
  const stepX = part.width / width;
  const stepY = part.height / height;
  const across = axisTaps(picture.width, part.x, stepX, width);
  const down = axisTaps(picture.height, part.y, stepY, height);
  resampleSamples(picture.y, picture.width, across, down, clamped(target.y));
  const chromaAcross = axisTaps(chromaSide(picture.width), part.x / 2, stepX, chromaSide(width));
  const chromaDown = axisTaps(chromaSide(picture.height), part.y / 2, stepY, chromaSide(height));
  resampleSamples(picture.u, chromaSide(picture.width), chromaAcross, chromaDown, clamped(target.u));
  resampleSamples(picture.v, chromaSide(picture.width), chromaAcross, chromaDown, clamped(target.v));
  if (picture.cover === undefined) return target;
  const alpha = new Uint8Array(width * height);
  resampleSamples(picture.cover.alpha, picture.width, across, down, clamped(alpha));
  return { ...target, cover: { ...picture.cover, alpha } };
}

/**
 * The largest window of the shape `targetWidth : targetHeight` in the middle of a picture of the given size.
 * Sizes in samples; the window may have fractions.
 */
export function centredWindow(width: number, height: number, targetWidth: number, targetHeight: number): Window {
  const scale = Math.min(width / targetWidth, height / targetHeight);
  const part = { width: targetWidth * scale, height: targetHeight * scale };
  return { x: (width - part.width) / 2, y: (height - part.height) / 2, ...part };
}

/**
 * Brings a picture to a size without distortion: what sticks out is cut off evenly, the rest resampled.
 * @returns the picture itself where it has that size
 * @throws InvalidOptionError if a target side is not an integer from 1 to MAX_SIDE
 */
export function fitPicture(picture: Picture, width: number, height: number): Picture {
  if (picture.width === width && picture.height === height) return picture;
  return resamplePicture(picture, width, height, centredWindow(picture.width, picture.height, width, height));
}

/** @throws InvalidOptionError if a side is not an integer from 1 to MAX_SIDE */
export function assertSide(name: string, side: number): void {
  if (!Number.isInteger(side) || side < 1 || side > MAX_SIDE) {
    throw new InvalidOptionError(name, `an integer from 1 to ${MAX_SIDE}`, side);
  }
}

function clamped(bytes: Uint8Array): Uint8ClampedArray {
  return new Uint8ClampedArray(bytes.buffer, bytes.byteOffset, bytes.length);
}

/**
 * Taps of `count` output samples, each `step` input samples long, from `origin` on.
 * @param length of the input, in samples
 */
export function axisTaps(length: number, origin: number, step: number, count: number): AxisTaps {
  const shrinks = step >= 1;
  const tapCount = shrinks ? Math.ceil(step) + 1 : 4;
  const indices = new Int32Array(count * tapCount);
  const weights = new Float32Array(count * tapCount);
  for (let i = 0; i < count; i++) {
    const from = origin + i * step;
    const centre = from + step / 2 - 0.5;
    const first = shrinks ? Math.floor(from) : Math.floor(centre) - 1;
    for (let k = 0; k < tapCount; k++) {
      const at = first + k;
      indices[i * tapCount + k] = Math.min(length - 1, Math.max(0, at));
      weights[i * tapCount + k] = shrinks ? coverage(at, from, from + step) / step : catmullRom(Math.abs(at - centre));
    }
  }
  return { count, tapCount, indices, weights };
}

function coverage(index: number, from: number, to: number): number {
  return Math.max(0, Math.min(index + 1, to) - Math.max(index, from));
}

function catmullRom(distance: number): number {
  if (distance >= 2) return 0;
  if (distance >= 1) return ((2.5 - 0.5 * distance) * distance - 4) * distance + 2;
  return (1.5 * distance - 2.5) * distance * distance + 1;
}

/** Resamples rows, then columns. @param rowOf what resamples one row, from the sample `start` on */
export function resampleSamples<Source extends Samples>(
  source: Source,
  sourceWidth: number,
  across: AxisTaps,
  down: AxisTaps,
  target: Uint8ClampedArray | Float32Array,
  rowOf: (source: Source, start: number, across: AxisTaps, row: Float32Array) => void = resampleRow,
): void {
  const width = across.count;
  const rows = new Map<number, Float32Array>();
  const spare: Float32Array[] = [];
  const sum = new Float32Array(width);
  const rowAt = (index: number) => {
    let row = rows.get(index);
    if (!row) {
      row = spare.pop() ?? new Float32Array(width);
      rowOf(source, index * sourceWidth, across, row);
      rows.set(index, row);
    }
    return row;
  };
  for (let r = 0; r < down.count; r++) {
    const tap = r * down.tapCount;
    const lowest = down.indices[tap]!;
    for (const [index, row] of rows) {
      if (index >= lowest) continue;
      rows.delete(index);
      spare.push(row);
    }
    if (down.tapCount === 4) blendFour(down, tap, rowAt, target, r * width, width);
    else {
      sum.fill(0);
      for (let k = tap; k < tap + down.tapCount; k++) {
        const weight = down.weights[k]!;
        if (weight !== 0) addRow(sum, rowAt(down.indices[k]!), weight);
      }
      for (let x = 0, to = r * width; x < width; x++) target[to++] = sum[x]!;
    }
  }
}

function blendFour(
  down: AxisTaps,
  tap: number,
  rowAt: (index: number) => Float32Array,
  target: Uint8ClampedArray | Float32Array,
  start: number,
  width: number,
): void {
  const [a, b, c, d] = [0, 1, 2, 3].map((k) => rowAt(down.indices[tap + k]!)) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const wa = down.weights[tap]!;
  const wb = down.weights[tap + 1]!;
  const wc = down.weights[tap + 2]!;
  const wd = down.weights[tap + 3]!;
  for (let x = 0, to = start; x < width; x++) target[to++] = wa * a[x]! + wb * b[x]! + wc * c[x]! + wd * d[x]!;
}

function addRow(sum: Float32Array, row: Float32Array, weight: number): void {
  for (let x = 0; x < sum.length; x++) sum[x] = sum[x]! + weight * row[x]!;
}

/** One row of {@link resampleSamples}, with any taps. */
export function resampleRow(source: Samples, start: number, across: AxisTaps, row: Float32Array): void {
  const { count, tapCount, indices, weights } = across;
  if (tapCount === 4) {
    for (let x = 0, tap = 0; x < count; x++, tap += 4) {
      row[x] =
        weights[tap]! * source[start + indices[tap]!]! +
        weights[tap + 1]! * source[start + indices[tap + 1]!]! +
        weights[tap + 2]! * source[start + indices[tap + 2]!]! +
        weights[tap + 3]! * source[start + indices[tap + 3]!]!;
    }
    return;
  }
  for (let x = 0, tap = 0; x < count; x++) {
    let sum = 0;
    for (let k = 0; k < tapCount; k++, tap++) sum += weights[tap]! * source[start + indices[tap]!]!;
    row[x] = sum;
  }
}
