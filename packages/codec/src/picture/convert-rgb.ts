import { chromaSide, createPicture, type Cover, type Picture } from './picture.js';
import { InvalidOptionError } from './errors.js';

const BITS = 16;
const HALF = 1 << (BITS - 1);
const fixed = (value: number) => Math.round(value * 2 ** BITS);

const Y_RED = fixed(0.299);
const Y_BLUE = fixed(0.114);
const Y_GREEN = 2 ** BITS - Y_RED - Y_BLUE;
const CB_RED = fixed(-0.299 / 1.772);
const CB_BLUE = fixed(0.5);
const CB_GREEN = -CB_RED - CB_BLUE;
const CR_RED = fixed(0.5);
const CR_BLUE = fixed(-0.114 / 1.402);
const CR_GREEN = -CR_RED - CR_BLUE;

/** Chroma arrives sixteen times its value (bilinear weights), so these are 1/65536 for a sixteenth of a code value. */
const RED_FROM_CR = fixed(1.402 / 16);
const BLUE_FROM_CB = fixed(1.772 / 16);
const GREEN_FROM_CB = fixed((-0.114 * 1.772) / 0.587 / 16);
const GREEN_FROM_CR = fixed((-0.299 * 1.402) / 0.587 / 16);

/**
 * Converts interleaved 8-bit RGB or RGBA samples into a picture (JFIF 1.02, section 7); chroma is the mean of 2x2 pixels.
 * @param rgb `width * height * channels` samples, row-major
 * @param channels 3, or 4 with straight alpha: colours are then laid over black, and where anything shows through the
 *   picture has a cover
 * @throws InvalidOptionError if `rgb` has another length
 */
export function pictureFromRgb(
  rgb: Uint8Array | Uint8ClampedArray,
  width: number,
  height: number,
  channels: 3 | 4,
): Picture {
  if (rgb.length !== width * height * channels) {
    throw new InvalidOptionError('rgb.length', String(width * height * channels), rgb.length);
  }
  const opaque = channels === 3 ? rgb : compositeOverBlack(rgb);
  const alpha = opaque === rgb ? undefined : everyFourth(rgb);
  const picture = createPicture(width, height);
  const { y, u, v } = picture;
  for (let i = 0, at = 0; i < y.length; i++, at += channels) {
    y[i] = (Y_RED * opaque[at]! + Y_GREEN * opaque[at + 1]! + Y_BLUE * opaque[at + 2]! + HALF) >> BITS;
  }
  const columns = chromaSide(width);
  const offset = (128 << BITS) + HALF;
  for (let j = 0, to = 0; j < chromaSide(height); j++) {
    const upper = 2 * j * width;
    const lower = Math.min(2 * j + 1, height - 1) * width;
    for (let i = 0; i < columns; i++, to++) {
      const right = Math.min(2 * i + 1, width - 1);
      const a = (upper + 2 * i) * channels;
      const b = (upper + right) * channels;
      const c = (lower + 2 * i) * channels;
      const d = (lower + right) * channels;
      const red = opaque[a]! + opaque[b]! + opaque[c]! + opaque[d]!;
      const green = opaque[a + 1]! + opaque[b + 1]! + opaque[c + 1]! + opaque[d + 1]!;
      const blue = opaque[a + 2]! + opaque[b + 2]! + opaque[c + 2]! + opaque[d + 2]!;
      const cb = (((CB_RED * red + CB_GREEN * green + CB_BLUE * blue) >> 2) + offset) >> BITS;
      const cr = (((CR_RED * red + CR_GREEN * green + CR_BLUE * blue) >> 2) + offset) >> BITS;
      u[to] = cb > 255 ? 255 : cb;
      v[to] = cr > 255 ? 255 : cr;
    }
  }
  return alpha === undefined ? picture : { ...picture, cover: { alpha, matte: 0 } };
}

function everyFourth(rgba: Uint8Array | Uint8ClampedArray): Uint8Array {
  return Uint8Array.from({ length: rgba.length / 4 }, (_, i) => rgba[4 * i + 3]!);
}

function compositeOverBlack(rgba: Uint8Array | Uint8ClampedArray): Uint8Array | Uint8ClampedArray {
  let firstSheer = 3;
  while (firstSheer < rgba.length && rgba[firstSheer] === 255) firstSheer += 4;
  if (firstSheer >= rgba.length) return rgba;
  // Not slice(), which in a Buffer of Node shares its memory.
  const result = new Uint8Array(rgba);
  for (let at = firstSheer - 3; at < result.length; at += 4) {
    const alpha = rgba[at + 3]!;
    if (alpha === 255) continue;
    for (let c = 0; c < 3; c++) result[at + c] = Math.round((rgba[at + c]! * alpha) / 255);
    result[at + 3] = 255;
  }
  return result;
}

/**
 * Converts a picture into interleaved 8-bit RGB or RGBA, chroma interpolated bilinearly. RGBA has straight alpha, as images
 * in pages and files do; in RGB, what is clear shows the grey that the picture's samples lie over.
 * The codec's own definition of how its pictures look: other YUV to RGB conversions differ in the last bits.
 * @returns `width * height * channels` samples, row-major
 */
export function pictureToRgb(picture: Picture, channels: 3 | 4): Uint8ClampedArray<ArrayBuffer> {
  const { width, height, y, u, v } = picture;
  const result = new Uint8ClampedArray(width * height * channels);
  const columns = chromaSide(width);
  const rows = chromaSide(height);
  const cb = new Int32Array(columns + 2);
  const cr = new Int32Array(columns + 2);
  for (let r = 0, from = 0, to = 0; r < height; r++) {
    const near = (r >> 1) * columns;
    const far = Math.min(rows - 1, Math.max(0, (r >> 1) + ((r & 1) === 0 ? -1 : 1))) * columns;
    for (let i = 0; i < columns; i++) {
      cb[i + 1] = 3 * u[near + i]! + u[far + i]! - 512;
      cr[i + 1] = 3 * v[near + i]! + v[far + i]! - 512;
    }
    cb[0] = cb[1]!;
    cr[0] = cr[1]!;
    cb[columns + 1] = cb[columns]!;
    cr[columns + 1] = cr[columns]!;
    for (let x = 0; x < width; x++, from++, to += channels) {
      const i = (x >> 1) + 1;
      const side = (x & 1) === 0 ? i - 1 : i + 1;
      const blueness = 3 * cb[i]! + cb[side]!;
      const redness = 3 * cr[i]! + cr[side]!;
      const luma = (y[from]! << BITS) + HALF;
      result[to] = (luma + RED_FROM_CR * redness) >> BITS;
      result[to + 1] = (luma + GREEN_FROM_CB * blueness + GREEN_FROM_CR * redness) >> BITS;
      result[to + 2] = (luma + BLUE_FROM_CB * blueness) >> BITS;
      if (channels === 4) result[to + 3] = 255;
    }
  }
  if (channels === 4 && picture.cover !== undefined) uncover(result, picture.cover);
  return result;
}

/** Takes the grey out of colours that lie over it, and sets their alpha. */
function uncover(rgba: Uint8ClampedArray, { alpha, matte }: Cover): void {
  for (let i = 0, at = 0; i < alpha.length; i++, at += 4) {
    const cover = alpha[i]!;
    if (cover === 255) continue;
    rgba[at + 3] = cover;
    for (let c = at; c < at + 3; c++)
      rgba[c] = cover === 0 ? 0 : ((rgba[c]! - ((255 - cover) * matte) / 255) * 255) / cover;
  }
}
