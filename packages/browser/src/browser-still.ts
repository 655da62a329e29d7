/**
 * @file Key pictures in a browser, by its own AVIF decoder, in a worker or a page. WebCodecs' `ImageDecoder` hands out the
 * decoded planes: in Chromium they are bit for bit those that dav1d gives in Node, so the player shows what Node shows.
 * Where it is missing (Safari; any page that is not a secure context) the picture is read back from a canvas as RGB and
 * converted; luma is then off by a level here and there, and chroma is averaged once more than it should be.
 *
 * Older AV1 decoders show a picture where a tile ends early. A browser that has one shows a still of ours that does.
 * There each key picture is looked at by some more decodings, so that it is refused as everywhere else.
 */
import {
  isWholeStill,
  buildAvif,
  CorruptStillError,
  NoStillDecoderError,
  UnsupportedStillError,
  type StillDecoder,
} from 'dynamics-codec/key';
import { chromaSide, createPicture, type Picture } from 'dynamics-codec/picture';
import { bitmapPicture } from './bitmap-picture.js';
import { missingDecoder } from './missing-decoder.js';

const TYPE = 'image/avif';

/** A key payload of 16x16 pixels whose tile lacks its last bytes. */
const CUT_SHORT = Uint8Array.of(38, 69, 224, 0, 0, 16, 16, 127, 183, 185, 12, 42, 218, 218, 209, 247, 108);
const CUT_SHORT_SIDE = 16;

/** Whether the tiles of a still hold all of a picture that was decoded from it: `isWholeStill` of dynamics-codec/key. */
export type WholeCheck = typeof isWholeStill;

/** Reads a picture back from a canvas as RGB; `undefined` where the browser has none. */
export type BitmapReader = (image: ImageBitmap) => Picture | undefined | Promise<Picture | undefined>;

/** What a browser lacks that refuses a still: {@link missingDecoder}. */
export type LackCheck = (stills: StillDecoder) => Promise<string | undefined>;

/**
 * The still decoder of a browser.
 *
 * `decode` throws CorruptStillError for payloads that the browser's AVIF decoder refuses, UnsupportedStillError for what
 * decodes to another size, NoStillDecoderError where the browser has no AVIF decoder or no canvas to read a picture from.
 * @param readBitmap asked where the browser does not hand out planes
 * @param isWhole asked where the browser shows stills whose tiles end early
 * @param lack asked where the browser refuses a still; what it says is thrown as a NoStillDecoderError
 */
export function browserStillsBy(readBitmap: BitmapReader, isWhole: WholeCheck, lack?: LackCheck): StillDecoder {
  const decode = async (payload: Uint8Array, width: number, height: number): Promise<Picture> => {
    const file = buildAvif(payload, width, height) as Uint8Array<ArrayBuffer>;
    if (typeof ImageDecoder !== 'undefined' && (await ImageDecoder.isTypeSupported(TYPE))) {
      const picture = await decodePlanes(file, width, height);
      if (picture !== undefined) return picture;
    }
    return decodeBitmap(file, width, height, readBitmap);
  };
  let showsCut: Promise<boolean> | undefined;
  return {
    async decode(payload, width, height) {
      showsCut ??= decode(CUT_SHORT, CUT_SHORT_SIDE, CUT_SHORT_SIDE).then(
        () => true,
        () => false,
      );
      const picture = await decode(payload, width, height).catch(async (error: unknown) => {
        const missing = error instanceof CorruptStillError ? await lack?.({ decode }) : undefined;
        throw missing === undefined ? error : new NoStillDecoderError(missing);
      });
      if ((await showsCut) && !(await isWhole(picture, payload, { decode })))
        throw new CorruptStillError('Expected tiles that hold all of the picture', payload.length);
      return picture;
    },
  };
}

/** The still decoder of a browser whose code is all there: {@link browserStillsBy} with all that it may ask. */
export function browserStills(): StillDecoder {
  return browserStillsBy(bitmapPicture, isWholeStill, missingDecoder);
}

async function decodeBitmap(
  file: Uint8Array<ArrayBuffer>,
  width: number,
  height: number,
  read: BitmapReader,
): Promise<Picture> {
  const blob = new Blob([file], { type: TYPE });
  const image = await createImageBitmap(blob, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' }).catch(refuse);
  try {
    assertSize(image.width, image.height, width, height);
    const picture = await read(image);
    if (picture !== undefined) return picture;
  } finally {
    image.close();
  }
  throw new NoStillDecoderError('Expected a 2D canvas to read the key picture from but the browser has none');
}

/** The planes of a still; `undefined` where the browser decodes to other planes than 8-bit 4:2:0. */
async function decodePlanes(
  file: Uint8Array<ArrayBuffer>,
  width: number,
  height: number,
): Promise<Picture | undefined> {
  const decoder = new ImageDecoder({ data: file, type: TYPE, colorSpaceConversion: 'none' });
  try {
    const { image } = await decoder.decode().catch(refuse);
    try {
      assertSize(image.displayWidth, image.displayHeight, width, height);
      if (image.format !== 'I420') return undefined;
      const bytes = new Uint8Array(image.allocationSize());
      const [y, u, v] = await image.copyTo(bytes);
      const picture = createPicture(width, height);
      copyRows(bytes, y!, picture.y, width);
      copyRows(bytes, u!, picture.u, chromaSide(width));
      copyRows(bytes, v!, picture.v, chromaSide(width));
      return picture;
    } finally {
      image.close();
    }
  } finally {
    decoder.close();
  }
}

function copyRows(bytes: Uint8Array, { offset, stride }: PlaneLayout, target: Uint8Array, width: number): void {
  const rows = target.length / width;
  for (let row = 0; row < rows; row++)
    target.set(bytes.subarray(offset + row * stride, offset + row * stride + width), row * width);
}

function assertSize(width: number, height: number, expectedWidth: number, expectedHeight: number): void {
  if (width === expectedWidth && height === expectedHeight) return;
  throw new UnsupportedStillError(
    `Expected a still of ${expectedWidth}x${expectedHeight} but received ${width}x${height}`,
  );
}

function refuse(): never {
  throw new CorruptStillError("Expected AV1 that the browser's AVIF decoder takes", 0);
}
