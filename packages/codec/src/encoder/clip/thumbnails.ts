import type { Breathe } from '../../math/index.js';
import { lumaPlane, resamplePlane, type Picture, type Plane } from '../../picture/index.js';

const THUMBNAIL_SIDE = 32;

/** A small luma plane of a picture, for comparing frames cheaply. */
export function thumbnail(picture: Picture): Plane {
  const scale = Math.min(1, THUMBNAIL_SIDE / Math.min(picture.width, picture.height));
  return resamplePlane(lumaPlane(picture), Math.round(picture.width * scale), Math.round(picture.height * scale));
}

/** The thumbnails of pictures. @throws what `breathe` throws */
export async function thumbnailsOf(pictures: readonly Picture[], breathe: Breathe): Promise<Plane[]> {
  const small: Plane[] = [];
  for (const picture of pictures) {
    await breathe();
    small.push(thumbnail(picture));
  }
  return small;
}

/** Mean absolute difference of two planes of equal size. */
export function planeDifference(a: Plane, b: Plane): number {
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += Math.abs(a.data[i]! - b.data[i]!);
  return sum / a.data.length;
}
