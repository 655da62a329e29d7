import { mean } from 'dynamics-codec/math';
import { gmsd, psnrLuma, rgbPicture, ssim } from '@dynamics-codec/metrics';
import { lifeFigures } from './life-figures.js';
import { pictureAt, type PictureStack } from './picture-stack.js';
import type { FrameFigures } from './protocol.js';

/** Frames, spread over the clip, of which GMSD is the mean. */
const GMSD_FRAMES = 25;

/**
 * Luma PSNR and SSIM of each frame, what the eye sees of blur and distortion, and what of sharpness and movement is there.
 * @param onShare called before each frame with the share that is done, 0 to 1
 */
export function frameFigures(
  original: PictureStack,
  decoded: PictureStack,
  onShare: (share: number) => void,
): FrameFigures {
  const count = Math.min(original.count, decoded.count);
  const step = Math.ceil(count / GMSD_FRAMES);
  const psnr = new Float32Array(count);
  const ssims = new Float32Array(count);
  const gmsds: number[] = [];
  for (let i = 0; i < count; i++) {
    onShare(i / count);
    const a = rgbPicture(pictureAt(original, i));
    const b = rgbPicture(pictureAt(decoded, i));
    psnr[i] = psnrLuma(a, b);
    ssims[i] = ssim(a, b);
    if (i % step === 0) gmsds.push(gmsd(a, b));
  }
  return { psnr, ssim: ssims, gmsd: mean(gmsds), ...lifeFigures(original, decoded) };
}
