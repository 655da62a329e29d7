/**
 * @file Two figures that do not ask where each leaf is: how much of the fine contrast is there, and how much of the change
 * from frame to frame. Both are roots of mean squares of luma, the original's being 1.
 */
import type { Picture } from 'dynamics-codec/picture';
import { pictureAt, type PictureStack } from './picture-stack.js';

/** Fine contrast and change of a decoded clip as shares of the original's; 1 where the original has none. */
export function lifeFigures(
  original: PictureStack,
  decoded: PictureStack,
): { readonly sharpness: number; readonly movement: number } {
  const count = Math.min(original.count, decoded.count);
  const whole = energies(original, count);
  const part = energies(decoded, count);
  return { sharpness: share(part.contrast, whole.contrast), movement: share(part.change, whole.change) };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 1 : Math.sqrt(part / whole);
}

function energies(stack: PictureStack, count: number): { readonly contrast: number; readonly change: number } {
  let [contrast, change] = [0, 0];
  let before: Picture | undefined;
  for (let index = 0; index < count; index++) {
    const picture = pictureAt(stack, index);
    contrast += contrastOf(picture);
    if (before !== undefined) for (let i = 0; i < picture.y.length; i++) change += (picture.y[i]! - before.y[i]!) ** 2;
    before = picture;
  }
  return { contrast, change };
}

/** Sum of the squares of what neighbours differ by. */
function contrastOf({ width, y }: Picture): number {
  let sum = 0;
  for (let i = width; i < y.length; i++) sum += (y[i]! - y[i - width]!) ** 2 + (y[i]! - y[i - 1]!) ** 2;
  return sum;
}
