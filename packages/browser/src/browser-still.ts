/**
 * @file Key pictures in a browser, by its own AVIF decoder, in a worker or a page. WebCodecs' `ImageDecoder` hands out the
 * decoded planes: in Chromium they are bit for bit those that dav1d gives in Node, so the player shows what Node shows.
 * Where it is missing (Safari; any page that is not a secure context) or gives RGB (Firefox), see `planar-still.ts`.
 *
 * Older AV1 decoders show a picture where a tile ends early. A browser that has one shows a still of ours that does.
 * There each key picture is looked at by some more decodings, so that it is refused as everywhere else.
 */
import { buildAvif, CorruptStillError, isWholeStill, NoStillDecoderError, type StillDecoder } from 'dynamics-codec/key';
import { chromaSide, createPicture, type Picture } from 'dynamics-codec/picture';
import { missingDecoder } from './missing-decoder.js';
import { planarStill } from './planar-still.js';
import { assertSize, copyRows, refuse } from './still-checks.js';

const TYPE = 'image/avif';

/** A key payload of 16x16 pixels whose tile lacks its last bytes. */
const CUT_SHORT = Uint8Array.of(38, 69, 224, 0, 0, 16, 16, 127, 183, 185, 12, 42, 218, 218, 209, 247, 108);
const CUT_SHORT_SIDE = 16;

/** Whether the tiles of a still hold all of a picture that was decoded from it: `isWholeStill` of dynamics-codec/key. */
export type WholeCheck = typeof isWholeStill;

/** What a browser lacks that refuses a still: {@link missingDecoder}. */
export type LackCheck = (stills: StillDecoder) => Promise<string | undefined>;

/**
 * The still decoder of a browser.
 *
 * `decode` throws CorruptStillError for payloads that the browser's AVIF decoder refuses, UnsupportedStillError for what
 * decodes to another size, NoStillDecoderError where the browser has no AVIF decoder or no canvas to read a picture from.
 * @param decodeOtherwise asked where the browser does not hand out planes
 * @param isWhole asked where the browser shows stills whose tiles end early
 * @param lack asked where the browser refuses a still; what it says is thrown as a NoStillDecoderError
 */
export function browserStillsBy(
  decodeOtherwise: StillDecoder['decode'],
  isWhole: WholeCheck,
  lack?: LackCheck,
): StillDecoder {
  const decode = async (payload: Uint8Array, width: number, height: number): Promise<Picture> => {
    if (typeof ImageDecoder !== 'undefined' && (await ImageDecoder.isTypeSupported(TYPE))) {
      const file = buildAvif(payload, width, height) as Uint8Array<ArrayBuffer>;
      const picture = await decodePlanes(file, width, height);
      if (picture !== undefined) return picture;
    }
    return decodeOtherwise(payload, width, height);
  };
  let showsCut: Promise<boolean> | undefined;
  return {
    async decode(payload, width, height) {
      showsCut ??= decode(CUT_SHORT, CUT_SHORT_SIDE, CUT_SHORT_SIDE).then(
        () => true,
        () => false,
      );
      const picture = await decode(payload, width, height).catch(async (error: unknown) => {
        const missing = await lackBehind(error, { decode }, lack);
        throw missing === undefined ? error : new NoStillDecoderError(missing);
      });
      if ((await showsCut) && !(await isWhole(picture, payload, { decode })))
        throw new CorruptStillError('Expected tiles that hold all of the picture', payload.length);
      return picture;
    },
  };
}

/** Why there is no decoder, if that is what an error means. Told by codes: parts of a player have classes of their own. */
async function lackBehind(
  error: unknown,
  stills: StillDecoder,
  lack: LackCheck | undefined,
): Promise<string | undefined> {
  const { code, message } = error as Partial<NoStillDecoderError | CorruptStillError>;
  if (code === 'NO_STILL_DECODER') return message;
  return code === 'CORRUPT_STILL' ? lack?.(stills) : undefined;
}

/** Options of {@link browserStills}. */
export interface BrowserStillsOptions {
  /**
   * Address of a module that decodes AV1 where the browser hands out no planes, `av1/av1.js` of `@dynamics-codec/models`. Where
   * it is left out, key pictures pass through a canvas there.
   */
  readonly av1?: string;
}

/** The still decoder of a browser whose code is all there: {@link browserStillsBy} with all that it may ask. */
export function browserStills({ av1 }: BrowserStillsOptions = {}): StillDecoder {
  return browserStillsBy(
    (payload, width, height) => planarStill(payload, width, height, av1),
    isWholeStill,
    missingDecoder,
  );
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
