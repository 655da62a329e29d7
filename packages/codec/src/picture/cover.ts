/**
 * @file Pictures that do not cover everything behind them. Samples of such a picture are laid over grey, which is linear in
 * all of them: another grey, or any other colour, takes its place by one sum, and warping, mixing and resampling are right
 * without a thought of the cover, as they are for samples that are multiplied by their alpha.
 */
import { chromaSide, type Picture } from './picture.js';

/** Whether nothing shows through. */
export function isOpaque(alpha: Uint8Array): boolean {
  return alpha.every((sample) => sample === 255);
}

/** Whether what lies behind a picture shows through anywhere. */
export function isClear({ cover }: Picture): boolean {
  return cover !== undefined && !isOpaque(cover.alpha);
}

/** The samples of a picture without its cover: what it looks like over the grey. */
export function withoutCover({ width, height, y, u, v }: Picture): Picture {
  return { width, height, y, u, v };
}

/** A picture whose samples lie over black, with its alpha; as it is where nothing shows through. */
export function withAlpha(picture: Picture, alpha: Uint8Array): Picture {
  return isOpaque(alpha) ? picture : { ...picture, cover: { alpha, matte: 0 } };
}

/** The same picture with its samples laid over another grey. @param matte luma of the grey, 0 to 255 */
export function onMatte(picture: Picture, matte: number): Picture {
  const { cover } = picture;
  if (cover === undefined || cover.matte === matte) return picture;
  return { ...picture, y: moved(picture.y, cover.alpha, matte - cover.matte), cover: { ...cover, matte } };
}

/** The picture over a colour, opaque; as it is where it is that already. @param background full-range BT.601 */
export function flattened(picture: Picture, background: readonly [y: number, u: number, v: number]): Picture {
  const { cover, width, height } = picture;
  if (cover === undefined) return picture;
  const [y, u, v] = background;
  const opaque = withoutCover({ ...picture, y: moved(picture.y, cover.alpha, y - cover.matte) });
  if (u === 128 && v === 128) return opaque;
  const alpha = chromaAlpha(cover.alpha, width, height);
  return { ...opaque, u: moved(picture.u, alpha, u - 128), v: moved(picture.v, alpha, v - 128) };
}

/** Samples with `step` added where nothing covers, and a share of it where something covers in part. */
function moved(samples: Uint8Array, alpha: Uint8Array, step: number): Uint8Array {
  if (step === 0) return samples;
  const out = new Uint8ClampedArray(samples);
  for (let i = 0; i < out.length; i++) {
    const clear = 255 - alpha[i]!;
    if (clear > 0) out[i] = samples[i]! + (clear * step) / 255;
  }
  return new Uint8Array(out.buffer);
}

/** Mean alpha of the luma samples around each chroma sample. */
function chromaAlpha(alpha: Uint8Array, width: number, height: number): Uint8Array {
  const out = new Uint8Array(chromaSide(width) * chromaSide(height));
  for (let j = 0, to = 0; j < chromaSide(height); j++) {
    const upper = 2 * j * width;
    const lower = Math.min(2 * j + 1, height - 1) * width;
    for (let i = 0; i < chromaSide(width); i++, to++) {
      const left = 2 * i;
      const right = Math.min(left + 1, width - 1);
      out[to] = (alpha[upper + left]! + alpha[upper + right]! + alpha[lower + left]! + alpha[lower + right]! + 2) >> 2;
    }
  }
  return out;
}
