import { MediaError } from 'dynamics-codec/source';
import { assumedMatrix } from 'dynamics-codec/source';
import {
  chromaSide,
  laidOverBlack,
  pictureFromRgb,
  pictureFromYuv,
  type ColourDescription,
  type Picture,
  type Samples,
  type YuvPlanes,
} from 'dynamics-codec/picture';

/** Colour tags as WebCodecs gives them; each may be missing. */
export interface ColourTags {
  readonly matrix?: string | null | undefined;
  readonly transfer?: string | null | undefined;
  readonly fullRange?: boolean | null | undefined;
}

/**
 * How a video's samples are to be read, from its tags; untagged video is taken for BT.709 from 720 lines and BT.601 below.
 * @throws MediaError `UNSUPPORTED` for PQ and HLG and for matrices that are not known here
 */
export function colourOfTags(name: string, tags: ColourTags, height: number): ColourDescription {
  if (tags.transfer === 'pq' || tags.transfer === 'hlg') {
    throw new MediaError(
      'UNSUPPORTED',
      `${name} is high dynamic range video (${tags.transfer.toUpperCase()}); convert it to standard range first`,
    );
  }
  const range = tags.fullRange === true ? 'full' : 'limited';
  switch (tags.matrix) {
    case 'bt709':
      return { matrix: 'bt709', range };
    case 'smpte170m':
    case 'bt470bg':
      return { matrix: 'bt601', range };
    case 'bt2020-ncl':
      return { matrix: 'bt2020', range };
    default:
      return { matrix: assumedMatrix(height), range };
  }
}

/** What {@link pictureOfFrame} reads of a frame: `VideoFrame` and mediabunny's `VideoSample` both have it. */
export interface ReadableFrame {
  readonly format: string | null;
  readonly visibleRect: { readonly width: number; readonly height: number } | null;
  allocationSize(options?: VideoFrameCopyToOptions): number;
  copyTo(destination: AllowSharedBufferSource, options?: VideoFrameCopyToOptions): Promise<PlaneLayout[]>;
}

const PLANAR = /^I(420|422|444)(A?)(?:P(10|12))?$/;

/**
 * A decoded frame as a picture: the decoder's own Y'CbCr samples go through this package's conversion; frames that only
 * the graphics card holds, and RGB, come through 8-bit RGB.
 * @throws MediaError `UNSUPPORTED` where the browser gives no samples
 */
export async function pictureOfFrame(frame: ReadableFrame, colour: ColourDescription): Promise<Picture> {
  const size = frame.visibleRect;
  if (size === null) throw new MediaError('UNSUPPORTED', 'The browser gave a frame without samples');
  const { width, height } = size;
  const format = frame.format;
  const planar = format === null ? null : PLANAR.exec(format);
  if (planar) {
    const { alpha, ...planes } = await planarSamples(frame, width, height, planar);
    const picture = pictureFromYuv(planes, colour);
    return alpha === undefined ? picture : laidOverBlack(picture, alpha, planes.yStride, planes.bitDepth);
  }
  if (format === 'NV12') return pictureFromYuv(await semiPlanarSamples(frame, width, height), colour);
  return rgbFrame(frame, width, height);
}

async function planarSamples(
  frame: ReadableFrame,
  width: number,
  height: number,
  format: RegExpExecArray,
): Promise<YuvPlanes & { readonly alpha: Samples | undefined }> {
  const bitDepth = format[3] === undefined ? 8 : Number(format[3]);
  const subsampling = ({ '420': '4:2:0', '422': '4:2:2', '444': '4:4:4' } as const)[format[1] as '420' | '422' | '444'];
  const bytes = new Uint8Array(frame.allocationSize());
  const layout = await frame.copyTo(bytes);
  const sampleBytes = bitDepth === 8 ? 1 : 2;
  const chromaRows = subsampling === '4:2:0' ? chromaSide(height) : height;
  const plane = (index: number, rows: number): Samples => {
    const { offset, stride } = layout[index]!;
    const length = Math.min(stride * rows, bytes.length - offset);
    return bitDepth === 8
      ? bytes.subarray(offset, offset + length)
      : new Uint16Array(bytes.buffer, offset, length >> 1);
  };
  return {
    width,
    height,
    y: plane(0, height),
    u: plane(1, chromaRows),
    v: plane(2, chromaRows),
    // Its rows are as far apart as those of the luma.
    alpha: format[2] === 'A' ? plane(3, height) : undefined,
    yStride: layout[0]!.stride / sampleBytes,
    uvStride: layout[1]!.stride / sampleBytes,
    subsampling,
    bitDepth,
    chromaSite: 'left',
  };
}

async function semiPlanarSamples(frame: ReadableFrame, width: number, height: number): Promise<YuvPlanes> {
  const bytes = new Uint8Array(frame.allocationSize());
  const [luma, chroma] = await frame.copyTo(bytes);
  const columns = chromaSide(width);
  const rows = chromaSide(height);
  const u = new Uint8Array(columns * rows);
  const v = new Uint8Array(columns * rows);
  for (let row = 0, to = 0; row < rows; row++) {
    for (let column = 0, from = chroma!.offset + row * chroma!.stride; column < columns; column++, to++) {
      u[to] = bytes[from++]!;
      v[to] = bytes[from++]!;
    }
  }
  const y = bytes.subarray(luma!.offset, luma!.offset + luma!.stride * height);
  return {
    width,
    height,
    y,
    u,
    v,
    yStride: luma!.stride,
    uvStride: columns,
    subsampling: '4:2:0',
    bitDepth: 8,
    chromaSite: 'left',
  };
}

async function rgbFrame(frame: ReadableFrame, width: number, height: number): Promise<Picture> {
  const options: VideoFrameCopyToOptions = {
    format: 'RGBA',
    colorSpace: 'srgb',
    layout: [{ offset: 0, stride: width * 4 }],
  };
  const bytes = new Uint8Array(width * height * 4);
  await frame.copyTo(bytes, options).catch((cause: unknown) => {
    throw new MediaError(
      'UNSUPPORTED',
      `The browser does not give the samples of frames in the format ${frame.format ?? 'of its graphics card'}`,
      { cause },
    );
  });
  return pictureFromRgb(bytes, width, height, 4);
}
