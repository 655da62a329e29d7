import { createPicture, type Picture } from '../../picture/index.js';
import type { AppearanceConditions, AppearanceGenerator } from '../generator.js';

/** Share of the local contrast that is added at full strength. */
const AMOUNT = 0.4;
/** Most that a sample is changed, in levels: keeps edges without halos. */
const LIMIT = 10;
/** Bits per pixel of a key picture up to which it is restored at full strength, and from which it is left alone. */
const COARSE_BITS = 0.4;
const FINE_BITS = 1.2;

/**
 * A mild sharpening of the luma (unsharp mask over 3x3 samples). Coarse quantisation takes the highest frequencies
 * first, and AV1 deblocks and de-rings in its own loop, so contrast is what is missing, not another smoothing: on six
 * training clips at qualities 12 and 24 a 3x3 deblocking changes LPIPS by -0.4 %, this by about -4 % at equal SSIM.
 */
export const classicalAppearance: AppearanceGenerator = {
  modelId: 0,
  restore: (conditions) => Promise.resolve(restore(conditions)),
};

function restore({ key, bytes, fidelity }: AppearanceConditions): Picture {
  const bitsPerPixel = (bytes * 8) / (key.width * key.height);
  const coarseness = Math.min(Math.max((FINE_BITS - bitsPerPixel) / (FINE_BITS - COARSE_BITS), 0), 1);
  const strength = coarseness * (1 - fidelity);
  if (strength <= 0) return key;
  const { width, height, y: source } = key;
  const out = createPicture(width, height);
  out.u.set(key.u);
  out.v.set(key.v);
  const amount = AMOUNT * strength;
  for (let y = 0; y < height; y++) {
    const above = Math.max(y - 1, 0) * width;
    const here = y * width;
    const below = Math.min(y + 1, height - 1) * width;
    for (let x = 0; x < width; x++) {
      const left = Math.max(x - 1, 0);
      const right = Math.min(x + 1, width - 1);
      const sum =
        source[above + left]! +
        source[above + x]! +
        source[above + right]! +
        source[here + left]! +
        source[here + x]! +
        source[here + right]! +
        source[below + left]! +
        source[below + x]! +
        source[below + right]!;
      const value = source[here + x]!;
      const change = Math.min(Math.max(amount * (value - sum / 9), -LIMIT), LIMIT);
      out.y[here + x] = Math.min(Math.max(Math.round(value + change), 0), 255);
    }
  }
  return out;
}
