/**
 * @file The alpha of a key picture as bytes:
 *
 *     byte 0    scale in bits 0 and 1, contrast in bits 2 to 4; the others are 0
 *     byte 1-   a key payload without grain, whose luma is the alpha at 1/1, 1/2 or 1/4 of the picture's sides
 *
 * An AV1 still whose chroma says nothing: alpha of a few hundred bytes comes with no second entropy coder. Shapes with sharp
 * edges are sent small, and their edges made steep again by contrast; glows need no contrast (docs/decisions/0064).
 */
import { createPlane, resamplePlane, type Picture } from '../picture/index.js';
import { CorruptStillError } from './errors.js';
import type { StillDecoder } from './still.js';

/** What alpha, less one half, is multiplied by once it has the size of the picture. */
export const COVER_CONTRASTS = [1, 1.25, 1.5, 2, 3] as const;
/** Halvings of the sides of the picture, at most. */
export const MOST_COVER_SCALE = 2;

/** How the alpha of a key picture is sent. */
export interface CoverForm {
  /** Halvings of the picture's sides, 0 to {@link MOST_COVER_SCALE}. */
  readonly scale: number;
  /** Index into {@link COVER_CONTRASTS}. */
  readonly contrast: number;
}

/** Size of a coded alpha plane. */
export function coverSize(
  { width, height }: { readonly width: number; readonly height: number },
  scale: number,
): { width: number; height: number } {
  const side = (pixels: number): number => Math.ceil(pixels / 2 ** scale);
  return { width: side(width), height: side(height) };
}

/** The bytes of a cover. @param still payload of a still encoder */
export function joinCover({ scale, contrast }: CoverForm, still: Uint8Array): Uint8Array {
  const data = new Uint8Array(1 + still.length);
  data[0] = scale | (contrast << 2);
  data.set(still, 1);
  return data;
}

/**
 * The alpha that {@link joinCover} made bytes of, at the size of the picture.
 * @throws CorruptStillError, UnsupportedStillError
 */
export async function decodeCover(
  data: Uint8Array,
  size: { readonly width: number; readonly height: number },
  stills: StillDecoder,
): Promise<Uint8Array> {
  const form = data[0] ?? 255;
  const scale = form & 3;
  const contrast = COVER_CONTRASTS[form >> 2];
  if (scale > MOST_COVER_SCALE || contrast === undefined)
    throw new CorruptStillError(`Expected a form of alpha that is known but received ${form}`, 0);
  const small = coverSize(size, scale);
  return fullCover(await stills.decode(data.subarray(1), small.width, small.height), size, contrast);
}

/** Alpha at the size of a picture, from that of a coded still. */
export function fullCover(
  { width, height, y }: Picture,
  size: { readonly width: number; readonly height: number },
  contrast: number,
): Uint8Array {
  const grown =
    width === size.width && height === size.height
      ? y
      : resamplePlane({ ...createPlane(width, height), data: new Float32Array(y) }, size.width, size.height).data;
  const out = new Uint8Array(size.width * size.height);
  for (let i = 0; i < out.length; i++) {
    const value = Math.floor((grown[i]! - 127.5) * contrast + 128);
    out[i] = value < 0 ? 0 : value > 255 ? 255 : value;
  }
  return out;
}
