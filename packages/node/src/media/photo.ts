import { stat } from 'node:fs/promises';
import sharp, { type OutputInfo, type Sharp } from 'sharp';
import { MAX_SIDE, MIN_SIDE, pictureFromRgb, type Picture, type Plane } from 'dynamics-codec/picture';
import { MediaError } from 'dynamics-codec/source';

/** Formats of photographs that are read: none that runs code or reads other files. */
const FORMATS: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp', 'heif', 'tiff', 'gif']);
/** Most pixels of a file. */
const MOST_PIXELS = 2 ** 28;

/** How a photograph is read. */
export interface PhotoOptions {
  /** Sides to cut and scale it to; as it is, where left out. */
  readonly size?: { readonly width: number; readonly height: number } | undefined;
  /** Longest side without `size`: what is larger is scaled down. */
  readonly longest: number;
  /** Colour behind what is transparent: CSS's `#rrggbb`. The picture has a cover where left out. */
  readonly background?: string | undefined;
}

/**
 * Reads a photograph: JPEG, PNG, WebP, AVIF, TIFF or the first picture of a GIF, turned as its camera was held. What is
 * transparent stays so, unless there is a background.
 * @throws MediaError `MISSING_FILE`, `UNSUPPORTED`, `TOO_LARGE` or `TRUNCATED`
 */
export async function readPhoto(path: string, { size, longest, background }: PhotoOptions): Promise<Picture> {
  const image = await openPhoto(path);
  const fitted = size
    ? image.resize(size.width, size.height, { fit: 'cover' })
    : image.resize(longest, longest, { fit: 'inside', withoutEnlargement: true });
  const { data, info } = await decoded(
    path,
    (background === undefined ? fitted : fitted.flatten({ background })).toColourspace('srgb').ensureAlpha(),
  );
  const { width, height } = info;
  if (Math.min(width, height) < MIN_SIDE)
    throw new MediaError('UNSUPPORTED', `"${path}" is ${width}x${height}; sides must have at least ${MIN_SIDE} pixels`);
  return pictureFromRgb(data, width, height, 4);
}

/**
 * Reads a picture as a mask: its brightness, 0 to 255; what is transparent is black.
 * @throws MediaError as {@link readPhoto}
 */
export async function readMask(path: string): Promise<Plane> {
  const image = await openPhoto(path);
  const grey = image
    .resize(MAX_SIDE, MAX_SIDE, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#000' })
    .toColourspace('b-w');
  const { data, info } = await decoded(path, grey);
  return { width: info.width, height: info.height, data: Float32Array.from(data) };
}

async function openPhoto(path: string): Promise<Sharp> {
  const entry = await stat(path).catch((cause: unknown) => {
    throw new MediaError('MISSING_FILE', `The file "${path}" does not exist or cannot be read`, { cause });
  });
  if (!entry.isFile()) throw new MediaError('MISSING_FILE', `"${path}" is no file`);
  const image = sharp(path, { limitInputPixels: MOST_PIXELS, autoOrient: true });
  const { format, width, height } = await image.metadata().catch((cause: unknown) => {
    if (cause instanceof Error && cause.message.includes('pixel limit'))
      throw new MediaError('TOO_LARGE', `"${path}" has more than ${MOST_PIXELS} pixels`, { cause });
    throw new MediaError(
      'UNSUPPORTED',
      `"${path}" is no photograph that can be read: JPEG, PNG, WebP, AVIF, TIFF or GIF`,
      {
        cause,
      },
    );
  });
  if (!FORMATS.has(format))
    throw new MediaError('UNSUPPORTED', `"${path}" is ${format}; a photograph is JPEG, PNG, WebP, AVIF, TIFF or GIF`);
  if (width * height > MOST_PIXELS)
    throw new MediaError('TOO_LARGE', `"${path}" is ${width}x${height}, more than ${MOST_PIXELS} pixels`);
  return image;
}

async function decoded(path: string, image: Sharp): Promise<{ data: Buffer; info: OutputInfo }> {
  try {
    return await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  } catch (cause) {
    throw new MediaError('TRUNCATED', `The picture "${path}" is damaged or cut short`, { cause });
  }
}
