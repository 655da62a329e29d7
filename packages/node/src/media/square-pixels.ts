import { MAX_SIDE, resamplePicture, type Picture } from 'dynamics-codec/picture';

/** A shape so far from square is a damaged number. */
const WIDEST = 16;
/** Resampling for less would blur and show nobody anything. */
const NEARLY_SQUARE = 0.002;

/** A picture's size, pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Width over height of a pixel; 1 where a file does not say, says nothing sensible, or is square within 0.2 %.
 * @param across horizontal part of the ratio, 0 where it is unknown
 * @param down vertical part of the ratio, 0 where it is unknown
 */
export function pixelAspect(across: number, down: number): number {
  if (!(across > 0 && down > 0)) return 1;
  const aspect = across / down;
  return aspect < 1 / WIDEST || aspect > WIDEST || Math.abs(aspect - 1) <= NEARLY_SQUARE ? 1 : aspect;
}

/**
 * The size at which a picture has square pixels: its short side, as shown, grows. Where that would pass `MAX_SIDE`, the
 * other side shrinks instead.
 * @param aspect width over height of a pixel
 */
export function squareSize({ width, height }: Size, aspect: number): Size {
  const grown =
    aspect > 1 ? { width: Math.round(width * aspect), height } : { width, height: Math.round(height / aspect) };
  if (grown.width <= MAX_SIDE && grown.height <= MAX_SIDE) return grown;
  return aspect > 1
    ? { width, height: Math.max(1, Math.round(height / aspect)) }
    : { width: Math.max(1, Math.round(width * aspect)), height };
}

/** The whole picture at another size; itself where it has that size. */
export function stretchPicture(picture: Picture, { width, height }: Size): Picture {
  return picture.width === width && picture.height === height ? picture : resamplePicture(picture, width, height);
}
