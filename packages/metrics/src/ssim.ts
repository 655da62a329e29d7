/**
 * @file Structural similarity.
 *
 * SSIM: Wang, Bovik, Sheikh, Simoncelli, "Image quality assessment: from error visibility to structural similarity"
 * (IEEE TIP 2004). MS-SSIM: Wang, Simoncelli, Bovik, "Multiscale structural similarity for image quality assessment"
 * (Asilomar 2003). Both on the grey samples, Gaussian window of 11x11 with sigma 1.5, K1 0.01, K2 0.03, L 255.
 *
 * SSIM averages over every pixel with mirrored borders, as the referee of this project does; MS-SSIM only over windows
 * inside the picture and halves by 2x2 means, as the authors' code does.
 */
import { InvalidOptionError } from 'dynamics-codec/picture';
import { channelOf, combine, filterSeparable, gaussianTaps, halveChannel, meanOf, type Channel } from './filter.js';
import { assertSameSize, type RgbPicture } from './rgb-picture.js';

const TAPS = gaussianTaps(5, 1.5);
const C1 = (0.01 * 255) ** 2;
const C2 = (0.03 * 255) ** 2;
/** Exponents of the five scales, from the finest (Wang et al. 2003, section 3.2). */
const SCALE_WEIGHTS = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333] as const;
/** Smallest side that leaves one window at the coarsest of five scales. */
export const MS_SSIM_MIN_SIDE = 11 * 2 ** (SCALE_WEIGHTS.length - 1);

/**
 * Mean structural similarity of the grey samples; 1 for identical pictures.
 * @throws InvalidOptionError where the sizes differ
 */
export function ssim(original: RgbPicture, decoded: RgbPicture): number {
  assertSameSize(original, decoded);
  const { width, height } = original;
  return similarity(channelOf(original.grey, width, height), channelOf(decoded.grey, width, height), 'mirrored').ssim;
}

/**
 * Multi-scale structural similarity of the grey samples over five scales; 1 for identical pictures. Negative contrast
 * terms count as 0.
 * @throws InvalidOptionError where the sizes differ or a side is below {@link MS_SSIM_MIN_SIDE} pixels
 */
export function msSsim(original: RgbPicture, decoded: RgbPicture): number {
  assertSameSize(original, decoded);
  const { width, height } = original;
  if (Math.min(width, height) < MS_SSIM_MIN_SIDE) {
    throw new InvalidOptionError(
      'the size for MS-SSIM',
      `sides of at least ${MS_SSIM_MIN_SIDE} pixels`,
      `${width}x${height}`,
    );
  }
  let a = channelOf(original.grey, width, height);
  let b = channelOf(decoded.grey, width, height);
  let product = 1;
  for (const [scale, weight] of SCALE_WEIGHTS.entries()) {
    const coarsest = scale === SCALE_WEIGHTS.length - 1;
    const { ssim: whole, contrast } = similarity(a, b, 'inside');
    product *= Math.max(0, coarsest ? whole : contrast) ** weight;
    if (coarsest) break;
    a = halveChannel(a);
    b = halveChannel(b);
  }
  return product;
}

/** Means over a pair of channels of SSIM and of its contrast-structure term. */
function similarity(a: Channel, b: Channel, border: 'mirrored' | 'inside'): { ssim: number; contrast: number } {
  const blur = (channel: Channel) => filterSeparable(channel, TAPS, border).data;
  const product = (x: number, y: number) => x * y;
  const meanA = blur(a);
  const meanB = blur(b);
  const squareA = blur(combine(a, a, product));
  const squareB = blur(combine(b, b, product));
  const both = blur(combine(a, b, product));
  const whole = new Float64Array(meanA.length);
  const contrast = new Float64Array(meanA.length);
  for (let i = 0; i < whole.length; i++) {
    const ma = meanA[i]!;
    const mb = meanB[i]!;
    const variance = squareA[i]! - ma * ma + squareB[i]! - mb * mb;
    const term = (2 * (both[i]! - ma * mb) + C2) / (variance + C2);
    contrast[i] = term;
    whole[i] = (term * (2 * ma * mb + C1)) / (ma * ma + mb * mb + C1);
  }
  const size = { width: whole.length, height: 1 };
  return { ssim: meanOf({ ...size, data: whole }), contrast: meanOf({ ...size, data: contrast }) };
}
