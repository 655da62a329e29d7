import { InvalidOptionError } from './errors.js';

/** Smallest and largest picture side, in pixels, that the codec takes. */
export const MIN_SIDE = 64;
/** See {@link MIN_SIDE}. */
export const MAX_SIDE = 4096;

/**
 * An 8-bit picture in the codec's one working colour space: full-range BT.601 Y'CbCr (the JPEG convention), 4:2:0 with
 * chroma samples centred between luma samples. Planes are row-major without padding: `y` holds `width * height`
 * samples, `u` and `v` hold `chromaWidth * chromaHeight`, each half the luma side rounded up.
 */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly y: Uint8Array;
  readonly u: Uint8Array;
  readonly v: Uint8Array;
  /** What lies behind shows through; the picture is opaque where left out. */
  readonly cover?: Cover | undefined;
}

/**
 * How much of what lies behind a picture it covers. Its samples are those of the picture laid over grey, `matte`: whoever
 * does not look at the cover shows that.
 */
export interface Cover {
  /** One sample per luma sample: 0 is clear, 255 covers. */
  readonly alpha: Uint8Array;
  /** Luma of the grey, 0 (black) to 255. */
  readonly matte: number;
}

/** One channel of samples as floating point numbers: `width * height`, row-major. Samples of pictures run 0 to 255. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** Side of a 4:2:0 chroma plane for a luma side, in samples. */
export function chromaSide(lumaSide: number): number {
  return (lumaSide + 1) >> 1;
}

/** A new picture of the given size in pixels: black (`y` 0, `u` and `v` 128). */
export function createPicture(width: number, height: number): Picture {
  const chroma = chromaSide(width) * chromaSide(height);
  return {
    width,
    height,
    y: new Uint8Array(width * height),
    u: new Uint8Array(chroma).fill(128),
    v: new Uint8Array(chroma).fill(128),
  };
}

/** A new plane of the given size, all zero. */
export function createPlane(width: number, height: number): Plane {
  return { width, height, data: new Float32Array(width * height) };
}

/** The luma samples of a picture as a plane of floats, 0 to 255. */
export function lumaPlane(picture: Picture): Plane {
  return { width: picture.width, height: picture.height, data: new Float32Array(picture.y) };
}

/**
 * Checks that a picture's sides are in range and its planes have the lengths that its size asks for.
 * @throws InvalidOptionError
 */
export function assertPicture(picture: Picture, name = 'picture'): void {
  // Callers without types hand in anything.
  const given: unknown = picture;
  if (typeof given !== 'object' || given === null) throw new InvalidOptionError(name, 'a picture', given);
  for (const side of ['width', 'height'] as const) {
    const value = picture[side];
    if (!Number.isInteger(value) || value < 1 || value > MAX_SIDE) {
      throw new InvalidOptionError(`${name}.${side}`, `an integer from 1 to ${MAX_SIDE}`, value);
    }
  }
  const chroma = chromaSide(picture.width) * chromaSide(picture.height);
  const lengths = { y: picture.width * picture.height, u: chroma, v: chroma };
  for (const plane of ['y', 'u', 'v'] as const) {
    const samples: unknown = picture[plane];
    if (!(samples instanceof Uint8Array)) throw new InvalidOptionError(`${name}.${plane}`, 'a Uint8Array', samples);
    if (picture[plane].length !== lengths[plane]) {
      throw new InvalidOptionError(`${name}.${plane}.length`, String(lengths[plane]), picture[plane].length);
    }
  }
  if (picture.cover !== undefined) assertCover(picture.cover, lengths.y, `${name}.cover`);
}

function assertCover({ alpha, matte }: Cover, length: number, name: string): void {
  const samples: unknown = alpha;
  if (!(samples instanceof Uint8Array)) throw new InvalidOptionError(`${name}.alpha`, 'a Uint8Array', samples);
  if (samples.length !== length) throw new InvalidOptionError(`${name}.alpha.length`, String(length), samples.length);
  if (!Number.isInteger(matte) || matte < 0 || matte > 255)
    throw new InvalidOptionError(`${name}.matte`, 'an integer from 0 to 255', matte);
}
