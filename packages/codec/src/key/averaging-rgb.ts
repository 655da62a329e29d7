import { chromaSide, type Picture } from '../picture/index.js';

/**
 * A picture as interleaved 8-bit RGB (`3 * width * height` bytes, row-major) for an encoder that averages chroma over
 * 2x2 pixels to get back to 4:2:0. Chroma is repeated, not interpolated: that is the exact inverse of the averaging, so
 * the encoder sees the picture's own U and V, where interpolated chroma would reach it blurred.
 */
export function rgbForAveragingEncoder(picture: Picture): Uint8Array {
  const { width, height, y, u, v } = picture;
  const rgb = new Uint8ClampedArray(3 * width * height);
  const chromaWidth = chromaSide(width);
  for (let row = 0, at = 0; row < height; row++) {
    const chromaRow = (row >> 1) * chromaWidth;
    for (let column = 0; column < width; column++, at++) {
      const luma = y[at]!;
      const cb = u[chromaRow + (column >> 1)]! - 128;
      const cr = v[chromaRow + (column >> 1)]! - 128;
      rgb[3 * at] = luma + 1.402 * cr;
      rgb[3 * at + 1] = luma - 0.344136 * cb - 0.714136 * cr;
      rgb[3 * at + 2] = luma + 1.772 * cb;
    }
  }
  return new Uint8Array(rgb.buffer);
}
