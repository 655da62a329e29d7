/** Samples of one channel, row-major. */
export interface Channel {
  readonly width: number;
  readonly height: number;
  readonly data: Float64Array;
}

/** A channel of floats from bytes, `width * height` of them. */
export function channelOf(samples: Uint8Array, width: number, height: number): Channel {
  return { width, height, data: Float64Array.from(samples) };
}

/** Weights of a normalised Gaussian, `2 * radius + 1` of them. */
export function gaussianTaps(radius: number, sigma: number): Float64Array {
  const taps = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)),
  );
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => tap / sum);
}

/**
 * Separable filter with an odd number of taps. `mirrored` keeps the size and reflects at the border without repeating
 * the edge sample; `inside` gives only positions where all taps lie inside, so sides shrink by `taps.length - 1`.
 */
export function filterSeparable(channel: Channel, taps: Float64Array, border: 'mirrored' | 'inside'): Channel {
  const radius = taps.length >> 1;
  const across = filterRows(channel, taps, radius, border);
  return filterColumns(across, taps, radius, border);
}

function filterRows(
  { width, height, data }: Channel,
  taps: Float64Array,
  radius: number,
  border: 'mirrored' | 'inside',
): Channel {
  const margin = border === 'inside' ? radius : 0;
  const outWidth = width - 2 * margin;
  const out = new Float64Array(outWidth * height);
  const columns = positions(width, radius, margin);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < outWidth; x++) {
      let sum = 0;
      for (let k = 0; k < taps.length; k++) sum += taps[k]! * data[y * width + columns[x + k]!]!;
      out[y * outWidth + x] = sum;
    }
  }
  return { width: outWidth, height, data: out };
}

function filterColumns(
  { width, height, data }: Channel,
  taps: Float64Array,
  radius: number,
  border: 'mirrored' | 'inside',
): Channel {
  const margin = border === 'inside' ? radius : 0;
  const outHeight = height - 2 * margin;
  const out = new Float64Array(width * outHeight);
  const rows = positions(height, radius, margin);
  for (let y = 0; y < outHeight; y++) {
    for (let k = 0; k < taps.length; k++) {
      const from = rows[y + k]! * width;
      const tap = taps[k]!;
      for (let x = 0; x < width; x++) out[y * width + x] = out[y * width + x]! + tap * data[from + x]!;
    }
  }
  return { width, height: outHeight, data: out };
}

/** Source index of output position i and tap k at i + k. */
function positions(length: number, radius: number, margin: number): Int32Array {
  return Int32Array.from({ length: length - 2 * margin + 2 * radius }, (_, i) => mirror(i - radius + margin, length));
}

/** Index reflected into 0..length-1 about the first and last sample. */
export function mirror(index: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const folded = ((index % period) + period) % period;
  return folded < length ? folded : period - folded;
}

/** Halves the sides (an odd last row or column is left out) by the mean of 2x2 samples. */
export function halveChannel({ width, height, data }: Channel): Channel {
  const w = width >> 1;
  const h = height >> 1;
  const out = new Float64Array(w * h);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const at = 2 * y * width + 2 * x;
      out[y * w + x] = (data[at]! + data[at + 1]! + data[at + width]! + data[at + width + 1]!) / 4;
    }
  }
  return { width: w, height: h, data: out };
}

/** A channel computed sample by sample from two of one size. */
export function combine(a: Channel, b: Channel, of: (x: number, y: number) => number): Channel {
  return { width: a.width, height: a.height, data: a.data.map((x, i) => of(x, b.data[i]!)) };
}

/** Mean of all samples. */
export function meanOf(channel: Channel): number {
  let sum = 0;
  for (let i = 0; i < channel.data.length; i++) sum += channel.data[i]!;
  return sum / channel.data.length;
}
