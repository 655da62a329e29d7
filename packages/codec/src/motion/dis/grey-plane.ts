import { quarterKernel } from '../../kernels/encode/index.js';

/** One channel of bytes, row-major. */
export interface GreyPlane {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/**
 * A plane shrunk to the given sides by area averages: every output sample is the mean of the input under it, partial
 * samples by their share. Halving rounds halves up, everything else to even, as OpenCV's INTER_AREA does on bytes.
 */
export function shrinkArea(plane: GreyPlane, width: number, height: number): GreyPlane {
  if (plane.width === 2 * width && plane.height === 2 * height) return halvedPlane(plane);
  if (plane.width === 4 * width && plane.height === 4 * height) {
    const quarter = { width, height, data: new Uint8Array(width * height) };
    if (quarterKernel(plane.data, width, height, quarter.data)) return quarter;
  }
  const columns = spans(plane.width, width);
  const rows = spans(plane.height, height);
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = rows[y]!;
    for (let x = 0; x < width; x++) {
      const column = columns[x]!;
      let sum = 0;
      for (let j = 0; j < row.weights.length; j++) {
        const from = (row.first + j) * plane.width + column.first;
        let across = 0;
        for (let i = 0; i < column.weights.length; i++) across += column.weights[i]! * plane.data[from + i]!;
        sum += row.weights[j]! * across;
      }
      data[y * width + x] = roundHalfEven(sum / (row.length * column.length));
    }
  }
  return { width, height, data };
}

function halvedPlane(plane: GreyPlane): GreyPlane {
  const width = plane.width >> 1;
  const height = plane.height >> 1;
  const data = new Uint8Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    let at = 2 * y * plane.width;
    for (let x = 0; x < width; x++, i++, at += 2) {
      const below = at + plane.width;
      data[i] = (plane.data[at]! + plane.data[at + 1]! + plane.data[below]! + plane.data[below + 1]! + 2) >> 2;
    }
  }
  return { width, height, data };
}

interface Span {
  readonly first: number;
  readonly length: number;
  readonly weights: readonly number[];
}

/** What of a row of `from` samples lies under each of `to` samples. */
function spans(from: number, to: number): Span[] {
  const scale = from / to;
  return Array.from({ length: to }, (_, index): Span => {
    const begin = index * scale;
    const end = Math.min(begin + scale, from);
    const first = Math.floor(begin);
    const weights: number[] = [];
    for (let i = first; i < end - 1e-9; i++) weights.push(Math.min(i + 1, end) - Math.max(i, begin));
    return { first, length: end - begin, weights };
  });
}

/** The nearest integer; of two equally near ones the even. */
export function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

/** A plane with `border` samples more on each side, repeated from the edge. */
export function padEdges({ width, height, data }: GreyPlane, border: number): GreyPlane {
  const outWidth = width + 2 * border;
  const outHeight = height + 2 * border;
  const out = new Uint8Array(outWidth * outHeight);
  for (let y = 0; y < outHeight; y++) {
    const row = Math.min(Math.max(y - border, 0), height - 1) * width;
    const to = y * outWidth;
    out.fill(data[row]!, to, to + border);
    out.set(data.subarray(row, row + width), to + border);
    out.fill(data[row + width - 1]!, to + border + width, to + outWidth);
  }
  return { width: outWidth, height: outHeight, data: out };
}

/** Sobel gradients over 3x3 samples, not divided (8 for a slope of 1), mirrored about the edge samples. */
export function sobelGradients({ width, height, data }: GreyPlane): { readonly x: Int16Array; readonly y: Int16Array } {
  const gx = new Int16Array(width * height);
  const gy = new Int16Array(width * height);
  for (let y = 0; y < height; y++) {
    const up = Math.abs(y - 1) * width;
    const mid = y * width;
    const down = (y + 1 < height ? y + 1 : height - 2) * width;
    for (let x = 0; x < width; x++) {
      const left = Math.abs(x - 1);
      const right = x + 1 < width ? x + 1 : width - 2;
      const [a, b, c] = [data[up + left]!, data[up + x]!, data[up + right]!];
      const [d, e] = [data[mid + left]!, data[mid + right]!];
      const [f, g, h] = [data[down + left]!, data[down + x]!, data[down + right]!];
      gx[mid + x] = c - a + 2 * (e - d) + h - f;
      gy[mid + x] = f - a + 2 * (g - b) + h - c;
    }
  }
  return { x: gx, y: gy };
}
