import {
  assertPicture,
  chromaSide,
  InvalidOptionError,
  pictureToRgb,
  type ColourDescription,
  type Picture,
} from 'dynamics-codec/picture';

/**
 * A picture as the metrics see it: `rgb` holds `height * width * 3` samples, interleaved and row-major, `grey` the luma
 * of the same (0.299 R + 0.587 G + 0.114 B), `height * width` samples. All 0 to 255, rounded to integers.
 */
export interface RgbPicture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8ClampedArray;
  readonly grey: Uint8Array;
}

/** The RGB and grey samples of a picture as this package shows it: true colours, chroma interpolated. */
export function rgbPicture(picture: Picture): RgbPicture {
  assertPicture(picture);
  return { width: picture.width, height: picture.height, rgb: pictureToRgb(picture, 3), grey: picture.y };
}

/**
 * The samples of one frame as an 8-bit 4:2:0 file holds them, in whatever colour space that is tagged with: `y` has
 * `height * width` samples, `u` and `v` half the sides, rounded up; row-major, tight.
 */
export interface FrameSamples {
  readonly width: number;
  readonly height: number;
  readonly y: Uint8Array;
  readonly u: Uint8Array;
  readonly v: Uint8Array;
}

/** Factors of libswscale's conversion in 1/8192 for samples shifted left by 3: luma, R from Cr, B from Cb, G from both. */
const SWSCALE = {
  limited: { black: 16, luma: 9539, redCr: 13075, blueCb: 16525, greenCb: -3209, greenCr: -6660 },
  full: { black: 0, luma: 8192, redCr: 11485, blueCb: 14516, greenCb: -2819, greenCr: -5850 },
} as const;

/** Weights of OpenCV 4's BGR2GRAY on bytes, in 1/32768. */
const GREY = { red: 9798, green: 19235, blue: 3735 } as const;

/**
 * The RGB and grey samples that OpenCV 4 reads from a file: it takes all samples for BT.601, also where the file is
 * tagged BT.709 (libswscale's default), repeats chroma samples instead of interpolating, and rounds every product down.
 * Colours are slightly wrong, for original and decoded alike; figures then agree with tools that are built on OpenCV.
 * With limited range the arithmetic gave OpenCV 4.6's (x86) very bytes on frames of three clips; the full-range factors
 * follow the same rule and were not compared.
 * @param range that the file's samples are tagged with
 */
export function openCvPicture({ width, height, y, u, v }: FrameSamples, range: ColourDescription['range']): RgbPicture {
  const { black, luma, redCr, blueCb, greenCb, greenCr } = SWSCALE[range];
  const rgb = new Uint8ClampedArray(width * height * 3);
  const grey = new Uint8Array(width * height);
  const columns = chromaSide(width);
  for (let row = 0, i = 0; row < height; row++) {
    for (let x = 0; x < width; x++, i++) {
      const at = (row >> 1) * columns + (x >> 1);
      const light = ((y[i]! - black) * luma) >> 13;
      const cb = (u[at]! - 128) * 8;
      const cr = (v[at]! - 128) * 8;
      rgb[3 * i] = light + ((cr * redCr) >> 16);
      rgb[3 * i + 1] = light + ((cb * greenCb) >> 16) + ((cr * greenCr) >> 16);
      rgb[3 * i + 2] = light + ((cb * blueCb) >> 16);
      grey[i] = (GREY.red * rgb[3 * i]! + GREY.green * rgb[3 * i + 1]! + GREY.blue * rgb[3 * i + 2]! + (1 << 14)) >> 15;
    }
  }
  return { width, height, rgb, grey };
}

/** Width and height, and nothing else. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Checks that two pictures have one size.
 * @throws InvalidOptionError
 */
export function assertSameSize(original: Size, decoded: Size): void {
  if (original.width !== decoded.width || original.height !== decoded.height) {
    throw new InvalidOptionError(
      'the size of the decoded picture',
      `${original.width}x${original.height}`,
      `${decoded.width}x${decoded.height}`,
    );
  }
}
