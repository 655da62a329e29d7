import type { Breathe } from '../../math/index.js';
import { resampleLuma, resamplePlane, type Picture, type Plane } from '../../picture/index.js';

const THUMBNAIL_SIDE = 32;

/** A small luma plane of a picture, for comparing frames cheaply. */
export function thumbnail(picture: Picture): Plane {
  return resampleLuma(picture, ...thumbnailSize(picture));
}

function thumbnailSize({ width, height }: Picture | Plane): [width: number, height: number] {
  const scale = Math.min(1, THUMBNAIL_SIDE / Math.min(width, height));
  return [Math.round(width * scale), Math.round(height * scale)];
}

/** The thumbnails of pictures, or of their luma. @throws what `breathe` throws */
export async function thumbnailsOf(frames: readonly (Picture | Plane)[], breathe: Breathe): Promise<Plane[]> {
  const small: Plane[] = [];
  for (const frame of frames) {
    await breathe();
    small.push('data' in frame ? resamplePlane(frame, ...thumbnailSize(frame)) : thumbnail(frame));
  }
  return small;
}

/** Mean absolute difference of two planes of equal size. */
export function planeDifference(a: Plane, b: Plane): number {
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += Math.abs(a.data[i]! - b.data[i]!);
  return sum / a.data.length;
}
