import { createPicture, pictureFromRgb, type Picture } from 'dynamics-codec/picture';

/** A soft colourful scene that drifts: frame `index` of a synthetic clip. */
export function scenePicture(width: number, height: number, index: number): Picture {
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      rgb[at] = 128 + 90 * Math.sin((x + 2 * index) / 19);
      rgb[at + 1] = 128 + 90 * Math.sin((y - index) / 23 + x / 60);
      rgb[at + 2] = 128 + 90 * Math.cos((x + y + index) / 31);
    }
  }
  return pictureFromRgb(rgb, width, height, 3);
}

/** A flat picture whose luma tells its index: survives any codec. */
export function numberedPicture(width: number, height: number, index: number): Picture {
  const picture = createPicture(width, height);
  picture.y.fill(20 + 8 * index);
  return picture;
}

/** The index that a {@link numberedPicture} was made with. */
export function numberOf(picture: Picture): number {
  let sum = 0;
  for (const sample of picture.y) sum += sample;
  return Math.round((sum / picture.y.length - 20) / 8);
}

/** Mean absolute difference of two planes of samples. */
export function meanDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum / a.length;
}
