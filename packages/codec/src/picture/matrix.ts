import type { ColourDescription } from './colour.js';

/** Luma weights of red and blue of a matrix; green has the rest (ITU-R BT.601-7, BT.709-6, BT.2020-2). */
export const LUMA_WEIGHTS: Readonly<
  Record<ColourDescription['matrix'], { readonly red: number; readonly blue: number }>
> = {
  bt601: { red: 0.299, blue: 0.114 },
  bt709: { red: 0.2126, blue: 0.0722 },
  bt2020: { red: 0.2627, blue: 0.0593 },
};

/**
 * The map from one Y'CbCr space to another, on normalised samples (luma 0 to 1, chroma -0.5 to 0.5):
 * `y' = y + lumaFromCb cb + lumaFromCr cr`, `cb' = cbFromCb cb + cbFromCr cr`, `cr' = crFromCb cb + crFromCr cr`.
 * Grey stays grey in every such space, which is why chroma never depends on luma.
 */
export interface MatrixChange {
  readonly lumaFromCb: number;
  readonly lumaFromCr: number;
  readonly cbFromCb: number;
  readonly cbFromCr: number;
  readonly crFromCb: number;
  readonly crFromCr: number;
}

/** The coefficients that take samples of matrix `from` to samples of matrix `to`. */
export function matrixChange(from: ColourDescription['matrix'], to: ColourDescription['matrix']): MatrixChange {
  if (from === to) return { lumaFromCb: 0, lumaFromCr: 0, cbFromCb: 1, cbFromCr: 0, crFromCb: 0, crFromCr: 1 };
  const cb = chromaThroughRgb(1, 0, from, to);
  const cr = chromaThroughRgb(0, 1, from, to);
  return {
    lumaFromCb: cb.y,
    lumaFromCr: cr.y,
    cbFromCb: cb.cb,
    cbFromCr: cr.cb,
    crFromCb: cb.cr,
    crFromCr: cr.cr,
  };
}

function chromaThroughRgb(cb: number, cr: number, from: ColourDescription['matrix'], to: ColourDescription['matrix']) {
  const source = LUMA_WEIGHTS[from];
  const target = LUMA_WEIGHTS[to];
  const red = 2 * (1 - source.red) * cr;
  const blue = 2 * (1 - source.blue) * cb;
  const green = -(source.red * red + source.blue * blue) / (1 - source.red - source.blue);
  const y = target.red * red + target.blue * blue + (1 - target.red - target.blue) * green;
  return { y, cb: (blue - y) / (2 * (1 - target.blue)), cr: (red - y) / (2 * (1 - target.red)) };
}

/** Where black lies, and how many code values luma and chroma span, for a range and a bit depth. */
export interface SampleScale {
  readonly black: number;
  readonly lumaSpan: number;
  readonly chromaSpan: number;
}

/** The scale of samples of `bitDepth` bits, 8 to 16 (BT.709-6, table 4; full range as in JFIF and H.273). */
export function sampleScale(range: ColourDescription['range'], bitDepth: number): SampleScale {
  if (range === 'full') {
    const span = 2 ** bitDepth - 1;
    return { black: 0, lumaSpan: span, chromaSpan: span };
  }
  const step = 2 ** (bitDepth - 8);
  return { black: 16 * step, lumaSpan: 219 * step, chromaSpan: 224 * step };
}
