/** Side of the square patches, samples. */
export const PATCH = 8;
/** Distance between the corners of neighbouring patches, samples. */
export const STRIDE = 4;

/** Displacements of patches whose upper left corners are at multiples of {@link STRIDE}, row-major, in samples. */
export interface PatchFlow {
  readonly columns: number;
  readonly rows: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** Displacements of all samples of a level, row-major, in samples of that level. */
export interface DenseFlow {
  readonly width: number;
  readonly height: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** Patches that fit into a row of `length` samples, at least {@link PATCH}. */
export function patchesAlong(length: number): number {
  return 1 + Math.floor((length - PATCH) / STRIDE);
}

/** A flow of zeros. */
export function stillFlow(width: number, height: number): DenseFlow {
  return { width, height, x: new Float32Array(width * height), y: new Float32Array(width * height) };
}

/** A flow scaled to other sides: bilinear, sample centres aligned, displacements times `gain`. */
export function resizeFlow(flow: DenseFlow, width: number, height: number, gain: number): DenseFlow {
  const columns = taps(flow.width, width);
  const rows = taps(flow.height, height);
  const scaled = (from: Float32Array): Float32Array => {
    const to = new Float32Array(width * height);
    for (let y = 0; y < height; y++) {
      const a = rows.at[y]! * flow.width;
      const b = Math.min(rows.at[y]! + 1, flow.height - 1) * flow.width;
      const v = rows.share[y]!;
      for (let x = 0; x < width; x++) {
        const left = columns.at[x]!;
        const right = Math.min(left + 1, flow.width - 1);
        const u = columns.share[x]!;
        const upper = from[a + left]! * (1 - u) + from[a + right]! * u;
        const lower = from[b + left]! * (1 - u) + from[b + right]! * u;
        to[y * width + x] = gain * (upper * (1 - v) + lower * v);
      }
    }
    return to;
  };
  return { width, height, x: scaled(flow.x), y: scaled(flow.y) };
}

/** The left of two input samples for each output sample, and the share of the right one. */
function taps(from: number, to: number): { readonly at: Int32Array; readonly share: Float64Array } {
  const at = new Int32Array(to);
  const share = new Float64Array(to);
  for (let i = 0; i < to; i++) {
    const place = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
    at[i] = Math.floor(place);
    share[i] = place - at[i]!;
  }
  return { at, share };
}
