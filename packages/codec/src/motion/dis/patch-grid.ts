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

/**
 * A flow scaled to other sides: bilinear, sample centres aligned, displacements times `gain`. In single precision, operation by
 * operation as in `kernels/encode/dis/resize.ts`, which does the same.
 */
export function resizeFlow(flow: DenseFlow, width: number, height: number, gain: number): DenseFlow {
  const columns = taps(flow.width, width);
  const rows = taps(flow.height, height);
  const between = new Float32Array(flow.width + 1);
  const scaled = (from: Float32Array): Float32Array => {
    const to = new Float32Array(width * height);
    for (let y = 0; y < height; y++) {
      const upper = rows.at[y]! * flow.width;
      const lower = Math.min(rows.at[y]! + 1, flow.height - 1) * flow.width;
      for (let x = 0; x < flow.width; x++) between[x] = mixed(from[upper + x]!, from[lower + x]!, rows.share[y]!);
      between[flow.width] = between[flow.width - 1]!;
      for (let x = 0; x < width; x++) {
        const left = columns.at[x]!;
        to[y * width + x] = gain * mixed(between[left]!, between[left + 1]!, columns.share[x]!);
      }
    }
    return to;
  };
  return { width, height, x: scaled(flow.x), y: scaled(flow.y) };
}

const single = Math.fround;

function mixed(a: number, b: number, share: number): number {
  return single(single(a * single(1 - share)) + single(b * share));
}

/**
 * The left of two input samples for each output sample, and the share of the right one. Both are as long as a multiple of
 * four, for vectors of four.
 */
export function taps(from: number, to: number): { readonly at: Int32Array; readonly share: Float32Array } {
  const length = (to + 3) & ~3;
  const at = new Int32Array(length);
  const share = new Float32Array(length);
  for (let i = 0; i < to; i++) {
    const place = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
    at[i] = Math.floor(place);
    share[i] = place - at[i]!;
  }
  return { at, share };
}
