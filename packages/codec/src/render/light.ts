import { atOnce, type Steps } from '../math/index.js';
import { bilinearPlaces, type Picture, type Plane } from '../picture/index.js';
import { bandsOf } from './bands.js';

/**
 * A picture with light added to its luma: flicker, caustics and shade, which no warp explains. Chroma stays.
 * @param light code values (0 to 255) on a grid that spans the picture; bilinear in between
 * @returns a new picture that shares the chroma of the given one
 */
export function lit(picture: Picture, light: Plane): Picture {
  return atOnce(litSteps(picture, light));
}

/** {@link lit} in steps, a band of rows each. */
export function* litSteps(picture: Picture, light: Plane): Steps<Picture> {
  const { width, height } = picture;
  const before = picture.y;
  const y = new Uint8Array(before.length);
  const { first, share } = bilinearPlaces(width, light.width);
  const down = bilinearPlaces(height, light.height);
  // Beyond the last cell its value goes on.
  const row = new Float32Array(light.width + 1);
  for (const { from, to } of bandsOf(width, height)) {
    for (let j = from; j < to; j++) {
      const top = down.first[j]! * light.width;
      const bottom = Math.min(down.first[j]! + 1, light.height - 1) * light.width;
      const fy = down.share[j]!;
      for (let i = 0; i < light.width; i++) row[i] = light.data[top + i]! * (1 - fy) + light.data[bottom + i]! * fy;
      row[light.width] = row[light.width - 1]!;
      for (let i = 0, at = j * width; i < width; i++, at++) {
        const left = first[i]!;
        const fx = share[i]!;
        const value = before[at]! + row[left]! * (1 - fx) + row[left + 1]! * fx + 0.5;
        y[at] = value < 0 ? 0 : value > 255 ? 255 : value;
      }
    }
    yield;
  }
  return { ...picture, y };
}
