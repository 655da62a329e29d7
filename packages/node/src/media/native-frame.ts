import * as av from 'node-av';
import {
  laidOverBlack,
  pictureFromRgb,
  pictureFromYuv,
  type ChromaSite,
  type ColourDescription,
  type Picture,
  type Samples,
  type YuvPlanes,
} from 'dynamics-codec/picture';
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

/** Whether a native pixel format is planar Y'CbCr that this package converts itself. */
export function isPlanarYuv(format: number): boolean {
  return PLANAR.has(format);
}

/** FFmpeg's conversion without short cuts. */
const ACCURATE = 'bicubic+accurate_rnd+full_chroma_int+full_chroma_inp';

/**
 * Turns native frames of one stream into pictures. Planar Y'CbCr of 8 to 16 bits is converted by this package's own
 * code. Anything else (RGB, palettes, grey, packed or rare samplings, with and without alpha) is converted to RGBA by
 * FFmpeg first, which knows the levels and the matrix of each. What is transparent lies over black and has a cover.
 */
export class FrameReader {
  private scaler: av.SoftwareScaleContext | undefined;
  private scaled: av.Frame | undefined;

  constructor(private readonly colour: ColourDescription) {}

  /** @throws MediaError `UNSUPPORTED` where the frame has no samples in memory */
  picture(frame: av.Frame): Picture {
    const format = PLANAR.get(frame.format);
    if (format && frame.colorSpace !== av.AVCOL_SPC_SMPTE240M) return this.fromPlanar(frame, format);
    const converted = this.toRgba(frame);
    return pictureFromRgb(tightRows(converted, 4), converted.width, converted.height, 4);
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
    return laidOverBlack(picture, samples(frame, 3, bitDepth), strideOf(frame, 3, bitDepth), bitDepth);
  }

  private toRgba(frame: av.Frame): av.Frame {
    if (!this.scaler || !this.scaled) {
      this.scaler = new av.SoftwareScaleContext();
      this.scaler.allocContext();
      av.FFmpegError.throwIfError(this.scaler.setOption('sws_flags', ACCURATE), 'set up a conversion');
      const target = new av.Frame();
      target.alloc();
      target.width = frame.width;
      target.height = frame.height;
      target.format = av.AV_PIX_FMT_RGBA;
      target.colorSpace = av.AVCOL_SPC_RGB;
      target.colorRange = av.AVCOL_RANGE_JPEG;
      av.FFmpegError.throwIfError(target.allocBuffer(), 'allocate a frame');
      this.scaled = target;
    }
    if (frame.colorSpace === av.AVCOL_SPC_UNSPECIFIED) frame.colorSpace = MATRICES[this.colour.matrix];
    av.FFmpegError.throwIfError(this.scaler.scaleFrameSync(this.scaled, frame), 'convert a frame');
    return this.scaled;
  }
}

const MATRICES = {
  bt601: av.AVCOL_SPC_SMPTE170M,
  bt709: av.AVCOL_SPC_BT709,
  bt2020: av.AVCOL_SPC_BT2020_NCL,
} as const;

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
