/**
 * @file Key pictures in Node: sharp (libaom through libheif) encodes, FFmpeg (libdav1d through node-av) decodes to
 * planes. Neither sees the stream's own key payload: `src/key` takes boxes and headers off and puts them back.
 */
import { setImmediate as turn } from 'node:timers/promises';
import {
  AV_LOG_QUIET,
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUVJ420P,
  Codec,
  CodecContext,
  FF_DECODER_LIBDAV1D,
  Frame,
  Log,
  Packet,
} from 'node-av';
import sharp from 'sharp';
import {
  CorruptStillError,
  NoStillDecoderError,
  rebuildObus,
  stripAvif,
  UnsupportedStillError,
  type StillDecoder,
  type StillEncodeOptions,
  type StillEncoder,
} from 'dynamics-codec/key';
import { OneAtATime } from 'dynamics-codec/math';
import { assertPicture, assertShape, createPicture, InvalidOptionError, type Picture } from 'dynamics-codec/picture';
import { rgbForAveragingEncoder } from 'dynamics-codec/key';

/**
 * The still codec of Node: AV1 through sharp and node-av.
 *
 * `encode` throws InvalidOptionError for options or pictures out of range. `decode` throws CorruptStillError for payloads
 * that no AV1 decoder takes, UnsupportedStillError for what decodes to another size or format, NoStillDecoderError where node-av
 * has no AV1 decoder. FFmpeg's own messages are switched off.
 */
export function nodeStills(): StillEncoder & StillDecoder {
  Log.setLevel(AV_LOG_QUIET);
  return { encode: encodeStill, decode: decodeStill };
}

function assertInteger(name: string, value: number, low: number, high: number): void {
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new InvalidOptionError(name, `an integer from ${low} to ${high}`, value);
  }
}

const conversions = new OneAtATime();

/**
 * The picture as RGB. At 8 megapixels that takes a quarter of a second, so of stills that are asked for together each is
 * converted in a turn of the event loop of its own.
 */
function convertedRgb(picture: Picture): Promise<Uint8Array> {
  return conversions.run(async () => {
    await turn();
    return rgbForAveragingEncoder(picture);
  });
}

async function encodeStill(picture: Picture, options: StillEncodeOptions): Promise<Uint8Array> {
  assertPicture(picture);
  assertShape('options', options);
  assertInteger('quality', options.quality, 1, 100);
  assertInteger('effort', options.effort, 0, 9);
  const { width, height } = picture;
  const file = await sharp(await convertedRgb(picture), { raw: { width, height, channels: 3 } })
    .avif({ quality: options.quality, effort: options.effort, chromaSubsampling: '4:2:0', tune: 'iq' })
    .toBuffer();
  return stripAvif(file, width, height);
}

async function decodeStill(payload: Uint8Array, width: number, height: number): Promise<Picture> {
  if (!(payload instanceof Uint8Array)) throw new InvalidOptionError('payload', 'a Uint8Array', payload);
  const unit = rebuildObus(payload, width, height);
  const codec = Codec.findDecoderByName(FF_DECODER_LIBDAV1D);
  if (codec === null) throw withoutDecoder('has none');
  using context = new CodecContext();
  context.allocContext3(codec);
  context.threadCount = 1;
  if ((await context.open2(codec)) < 0) throw withoutDecoder('has one that does not open');
  using packet = new Packet();
  packet.alloc();
  packet.data = Buffer.from(unit);
  using frame = new Frame();
  frame.alloc();
  const sent = await context.sendPacket(packet);
  if (sent >= 0) await context.sendPacket(null);
  if (sent < 0 || (await context.receiveFrame(frame)) < 0) {
    throw new CorruptStillError('Expected AV1 that decodes to a picture', 0);
  }
  return pictureOf(frame, width, height);
}

function withoutDecoder(what: string): NoStillDecoderError {
  return new NoStillDecoderError(
    `Expected the AV1 decoder libdav1d in node-av but this build ${what}: install node-av anew, then see dync doctor`,
  );
}

function pictureOf(frame: Frame, width: number, height: number): Picture {
  if (frame.width !== width || frame.height !== height) {
    throw new UnsupportedStillError(
      `Expected a still of ${width}x${height} but received ${frame.width}x${frame.height}`,
    );
  }
  if (frame.format !== AV_PIX_FMT_YUV420P && frame.format !== AV_PIX_FMT_YUVJ420P) {
    throw new UnsupportedStillError(`Expected an 8-bit 4:2:0 still but received pixel format ${frame.format}`);
  }
  const planes = frame.data;
  if (planes === null) throw new CorruptStillError('Expected planes in the decoded still', 0);
  const picture = createPicture(width, height);
  const chromaWidth = (width + 1) >> 1;
  copyRows(planes[0], frame.linesize[0], picture.y, width);
  copyRows(planes[1], frame.linesize[1], picture.u, chromaWidth);
  copyRows(planes[2], frame.linesize[2], picture.v, chromaWidth);
  return picture;
}

function copyRows(source: Uint8Array | undefined, stride: number | undefined, target: Uint8Array, width: number): void {
  const rows = target.length / width;
  if (source === undefined || stride === undefined || stride < width || source.length < (rows - 1) * stride + width) {
    throw new CorruptStillError('Expected whole planes in the decoded still', 0);
  }
  for (let row = 0; row < rows; row++) target.set(source.subarray(row * stride, row * stride + width), row * width);
}
