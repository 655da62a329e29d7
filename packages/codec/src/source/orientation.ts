import { chromaSide, type Picture } from '../picture/index.js';

/** A turn by quarter turns, with or without mirroring: pixel (x, y) moves to (a x + c y, b x + d y), before shifting. */
export interface Orientation {
  readonly a: -1 | 0 | 1;
  readonly b: -1 | 0 | 1;
  readonly c: -1 | 0 | 1;
  readonly d: -1 | 0 | 1;
}

/** Whether width and height trade places. */
export function swapsSides(orientation: Orientation): boolean {
  return orientation.a === 0;
}

/**
 * Reads a display matrix: nine 32-bit little-endian integers in the order a b u c d v x y w (ISO/IEC 14496-12, 8.2.2).
 * @returns undefined where nothing is to be turned; 'oblique' where the turn is not by quarter turns
 */
export function orientationOf(matrix: Uint8Array): Orientation | 'oblique' | undefined {
  if (matrix.length < 36) return undefined;
  const view = new DataView(matrix.buffer, matrix.byteOffset, matrix.length);
  const [a, b, c, d] = [0, 1, 3, 4].map((index) => view.getInt32(4 * index, true) / 65536) as [
    number,
    number,
    number,
    number,
  ];
  const scale = Math.sqrt(Math.abs(a * d - b * c));
  const unit = [a, b, c, d].map((entry) => Math.round(entry / scale));
  const exact = [a, b, c, d].every((entry, i) => Math.abs(entry / scale - unit[i]!) < 0.02);
  if (!(scale > 0) || !exact || Math.abs(unit[0]!) + Math.abs(unit[1]!) !== 1) return 'oblique';
  const orientation = { a: unit[0]!, b: unit[1]!, c: unit[2]!, d: unit[3]! } as Orientation;
  return orientation.a === 1 && orientation.d === 1 ? undefined : orientation;
}

/** Turns a picture. */
export function orientPicture(picture: Picture, orientation: Orientation): Picture {
  const { width, height } = picture;
  const turned = swapsSides(orientation);
  const turn = (plane: Uint8Array, w: number, h: number) => orientPlane(plane, w, h, orientation);
  return {
    width: turned ? height : width,
    height: turned ? width : height,
    y: turn(picture.y, width, height),
    u: turn(picture.u, chromaSide(width), chromaSide(height)),
    v: turn(picture.v, chromaSide(width), chromaSide(height)),
    ...(picture.cover && { cover: { ...picture.cover, alpha: turn(picture.cover.alpha, width, height) } }),
  };
}

function orientPlane(plane: Uint8Array, width: number, height: number, { a, b, c, d }: Orientation): Uint8Array {
  const outWidth = a === 0 ? height : width;
  const outHeight = a === 0 ? width : height;
  const result = new Uint8Array(plane.length);
  const shiftX = a + c < 0 ? outWidth - 1 : 0;
  const shiftY = b + d < 0 ? outHeight - 1 : 0;
  const stepX = a + b * outWidth;
  for (let y = 0, from = 0; y < height; y++) {
    let to = c * y + shiftX + (d * y + shiftY) * outWidth;
    for (let x = 0; x < width; x++, to += stepX) result[to] = plane[from++]!;
  }
  return result;
}
