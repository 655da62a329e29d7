import * as av from 'node-av';
import {
  pictureFromRgb,
  pictureFromYuv,
  type ChromaSite,
  type ColourDescription,
  type Picture,
  type Samples,
  type YuvPlanes,
} from 'dynamics-codec/picture';
import { compositeOverBlack } from './alpha.js';
import { MediaError } from 'dynamics-codec/source';

interface PlanarFormat {
  readonly subsampling: YuvPlanes['subsampling'];
  readonly bitDepth: number;
  readonly alpha: boolean;
  readonly full: boolean;
}

const PLANAR = planarFormats();

function planarFormats(): Map<number, PlanarFormat> {
  const formats = new Map<number, PlanarFormat>();
  const add = (
    format: number | undefined,
    subsampling: YuvPlanes['subsampling'],
    bitDepth: number,
    alpha = false,
    full = false,
  ) => {
    if (format !== undefined) formats.set(format, { subsampling, bitDepth, alpha, full });
  };
  const constants = av as unknown as Readonly<Record<string, number | undefined>>;
  for (const [digits, subsampling] of [
    ['420', '4:2:0'],
    ['422', '4:2:2'],
    ['444', '4:4:4'],
  ] as const) {
    add(constants[`AV_PIX_FMT_YUV${digits}P`], subsampling, 8);
    add(constants[`AV_PIX_FMT_YUVA${digits}P`], subsampling, 8, true);
    add(constants[`AV_PIX_FMT_YUVJ${digits}P`], subsampling, 8, false, true);
    for (const depth of [9, 10, 12, 14, 16]) {
      add(constants[`AV_PIX_FMT_YUV${digits}P${depth}LE`], subsampling, depth);
      add(constants[`AV_PIX_FMT_YUVA${digits}P${depth}LE`], subsampling, depth, true);
    }
  }
  return formats;
}

/** Whether a native pixel format is one whose samples are always full range. */
export function isFullRangeFormat(format: number): boolean {
  return PLANAR.get(format)?.full ?? false;
}

/** Whether frames of a native pixel format hold R'G'B' (packed, planar or with a palette) rather than Y'CbCr. */
export function isRgbFormat(format: number): boolean {
  return RGB_FORMATS.has(format);
}

const RGB_FORMATS = new Set<number>([
  av.AV_PIX_FMT_RGB24,
  av.AV_PIX_FMT_BGR24,
  av.AV_PIX_FMT_RGBA,
  av.AV_PIX_FMT_BGRA,
  av.AV_PIX_FMT_ARGB,
  av.AV_PIX_FMT_ABGR,
  av.AV_PIX_FMT_RGB0,
  av.AV_PIX_FMT_BGR0,
  av.AV_PIX_FMT_0RGB,
  av.AV_PIX_FMT_0BGR,
  av.AV_PIX_FMT_PAL8,
  av.AV_PIX_FMT_GBRP,
  av.AV_PIX_FMT_GBRAP,
  av.AV_PIX_FMT_GBRP10LE,
  av.AV_PIX_FMT_GBRP12LE,
  av.AV_PIX_FMT_GBRAP10LE,
  av.AV_PIX_FMT_GBRAP12LE,
  av.AV_PIX_FMT_RGB48LE,
  av.AV_PIX_FMT_RGBA64LE,
  av.AV_PIX_FMT_RGB48BE,
  av.AV_PIX_FMT_RGBA64BE,
]);

/**
 * Turns native frames of one stream into pictures. Planar Y'CbCr of 8 to 16 bits is converted by this package's own
 * code; rarer layouts pass through the native scaler first, without change of size. Transparent parts become black.
 */
export class FrameReader {
  private scaler: av.SoftwareScaleContext | undefined;
  private scaled: av.Frame | undefined;

  constructor(private readonly colour: ColourDescription) {}

  /** @throws MediaError `UNSUPPORTED` where the frame has no samples in memory */
  picture(frame: av.Frame): Picture {
    const format = PLANAR.get(frame.format);
    if (format) return this.fromPlanar(frame, format);
    const rgb = isRgbFormat(frame.format);
    const converted = this.convert(frame, rgb ? av.AV_PIX_FMT_RGBA : av.AV_PIX_FMT_YUV444P);
    if (rgb) return pictureFromRgb(tightRows(converted, 4), converted.width, converted.height, 4);
    return this.fromPlanar(converted, { subsampling: '4:4:4', bitDepth: 8, alpha: false, full: false });
  }

  close(): void {
    this.scaler?.freeContext();
    this.scaled?.free();
    this.scaler = undefined;
    this.scaled = undefined;
  }

  private fromPlanar(frame: av.Frame, format: PlanarFormat): Picture {
    const { subsampling, bitDepth } = format;
    const picture = pictureFromYuv(
      {
        width: frame.width,
        height: frame.height,
        y: samples(frame, 0, bitDepth),
        u: samples(frame, 1, bitDepth),
        v: samples(frame, 2, bitDepth),
        yStride: strideOf(frame, 0, bitDepth),
        uvStride: strideOf(frame, 1, bitDepth),
        subsampling,
        bitDepth,
        chromaSite: chromaSiteOf(frame.chromaLocation),
      },
      this.colour,
    );
    if (!format.alpha) return picture;
    return compositeOverBlack(picture, samples(frame, 3, bitDepth), strideOf(frame, 3, bitDepth), bitDepth);
  }

  private convert(frame: av.Frame, format: av.AVPixelFormat): av.Frame {
    if (!this.scaler || !this.scaled) {
      const { width, height } = frame;
      this.scaler = new av.SoftwareScaleContext();
      this.scaler.getContext(width, height, frame.format as av.AVPixelFormat, width, height, format, av.SWS_BICUBIC);
      const target = new av.Frame();
      target.alloc();
      target.width = width;
      target.height = height;
      target.format = format;
      av.FFmpegError.throwIfError(target.allocBuffer(), 'allocate a frame');
      this.scaled = target;
    }
    av.FFmpegError.throwIfError(this.scaler.scaleFrameSync(this.scaled, frame), 'convert a frame');
    return this.scaled;
  }
}

function samples(frame: av.Frame, plane: number, bitDepth: number): Samples {
  const bytes = frame.data?.[plane];
  if (!bytes) throw new MediaError('UNSUPPORTED', 'The decoder gave a frame without samples in memory');
  if (bitDepth === 8) return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1);
}

function strideOf(frame: av.Frame, plane: number, bitDepth: number): number {
  const bytes = frame.linesize[plane] ?? 0;
  return bitDepth === 8 ? bytes : bytes >> 1;
}

function tightRows(frame: av.Frame, channels: number): Uint8Array {
  const source = samples(frame, 0, 8) as Uint8Array;
  const stride = strideOf(frame, 0, 8);
  const row = frame.width * channels;
  if (stride === row) return source.subarray(0, row * frame.height);
  const result = new Uint8Array(row * frame.height);
  for (let r = 0; r < frame.height; r++) result.set(source.subarray(r * stride, r * stride + row), r * row);
  return result;
}

/** Streams that do not say have their chroma on the left, as MPEG-2 and all its successors by default. */
function chromaSiteOf(location: number): ChromaSite {
  if (location === av.AVCHROMA_LOC_CENTER) return 'centre';
  return location === av.AVCHROMA_LOC_TOPLEFT ? 'topleft' : 'left';
}
