import { chromaSide, onMatte, type Picture } from 'dynamics-codec/picture';

/**
 * A picture with the colours that it has of itself, not laid over anything, as video formats with alpha hold them. What is
 * clear has the mean colour of what is not, so that nothing dark is blurred into edges.
 */
export function straightened(picture: Picture): Picture {
  if (picture.cover === undefined) return picture;
  const { alpha } = picture.cover;
  const { width, height, y, u, v } = onMatte(picture, 0);
  const chromaAlpha = new Float32Array(u.length);
  for (let j = 0, to = 0; j < chromaSide(height); j++) {
    for (let i = 0; i < chromaSide(width); i++, to++) {
      const [right, below] = [Math.min(2 * i + 1, width - 1), Math.min(2 * j + 1, height - 1) * width];
      const above = 2 * j * width;
      chromaAlpha[to] =
        (alpha[above + 2 * i]! + alpha[above + right]! + alpha[below + 2 * i]! + alpha[below + right]!) / 4;
    }
  }
  return {
    width,
    height,
    y: divided(y, alpha, 0),
    u: divided(u, chromaAlpha, 128),
    v: divided(v, chromaAlpha, 128),
  };
}

/** Samples as they were before they were multiplied by alpha, around `zero`. */
function divided(samples: Uint8Array, alpha: ArrayLike<number>, zero: number): Uint8Array {
  let sum = 0;
  let cover = 0;
  for (let i = 0; i < samples.length; i++) {
    sum += samples[i]! - zero;
    cover += alpha[i]! / 255;
  }
  const mean = cover > 0 ? sum / cover : 0;
  const out = new Uint8ClampedArray(samples.length);
  for (let i = 0; i < out.length; i++) {
    const a = alpha[i]!;
    out[i] = zero + (a === 0 ? mean : ((samples[i]! - zero) * 255) / a);
  }
  return new Uint8Array(out.buffer);
}
