import type { Breathe } from '../../math/index.js';
import { lumaPlane, resamplePlane, type Picture, type Plane } from '../../picture/index.js';

const THUMBNAIL_SIDE = 32;

/** A small luma plane of a picture, for comparing frames cheaply. */
export function thumbnail(picture: Picture): Plane {
  return smallPlane(lumaPlane(picture));
}

function smallPlane(luma: Plane): Plane {
  const scale = Math.min(1, THUMBNAIL_SIDE / Math.min(luma.width, luma.height));
  return resamplePlane(luma, Math.round(luma.width * scale), Math.round(luma.height * scale));
}

/** The thumbnails of pictures, or of their luma. @throws what `breathe` throws */
export async function thumbnailsOf(frames: readonly (Picture | Plane)[], breathe: Breathe): Promise<Plane[]> {
  const small: Plane[] = [];
  for (const frame of frames) {
    await breathe();
    small.push(smallPlane('data' in frame ? frame : lumaPlane(frame)));
  }
  return small;
}

/** Mean absolute difference of two planes of equal size. */
export function planeDifference(a: Plane, b: Plane): number {
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += Math.abs(a.data[i]! - b.data[i]!);
  return sum / a.data.length;
}
