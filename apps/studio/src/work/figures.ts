import { psnrLuma } from '@dynamics-codec/metrics';
import { rgbPicture } from '@dynamics-codec/metrics';
import { ssim } from '@dynamics-codec/metrics';
import { lifeFigures } from './life-figures.js';
import { pictureAt, type PictureStack } from './picture-stack.js';
import type { FrameFigures } from './protocol.js';

/**
 * Luma PSNR and SSIM of each frame, and what of sharpness and movement is there.
 * @param onShare called before each frame with the share that is done, 0 to 1
 */
export function frameFigures(
  original: PictureStack,
  decoded: PictureStack,
  onShare: (share: number) => void,
): FrameFigures {
  const count = Math.min(original.count, decoded.count);
  const figures = {
    psnr: new Float32Array(count),
    ssim: new Float32Array(count),
    ...lifeFigures(original, decoded),
  };
  for (let i = 0; i < count; i++) {
    onShare(i / count);
    const a = rgbPicture(pictureAt(original, i));
    const b = rgbPicture(pictureAt(decoded, i));
    figures.psnr[i] = psnrLuma(a, b);
    figures.ssim[i] = ssim(a, b);
  }
  return figures;
}
