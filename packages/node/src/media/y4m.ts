/**
 * @file YUV4MPEG2 ("y4m"), the uncompressed format of the MJPEG tools, read from a file or a pipe and written.
 *
 * A header line of tagged words (W H F I A C X), then for each frame the word FRAME and the raw planes. The only colour
 * tag that others know is XCOLORRANGE; XMATRIX is ours, unknown X words being ignored by every reader.
 */
import { createReadStream } from 'node:fs';
import {
  MAX_SIDE,
  chromaSide,
  pictureFromYuv,
  pictureToYuv,
  type ChromaSite,
  type ColourDescription,
  type FrameRate,
  type Picture,
  type YuvPlanes,
} from 'dynamics-codec/picture';
import { ByteReader } from './byte-reader.js';
import { pixelAspect, squareSize, stretchPicture } from './square-pixels.js';
import { MediaError, throwIfAborted } from 'dynamics-codec/source';
import { assumedMatrix, type TimedPicture, type TimedSource } from 'dynamics-codec/source';

interface Y4mHeader {
  readonly width: number;
  readonly height: number;
  readonly frameRate: FrameRate;
  readonly aspect: number;
  readonly subsampling: YuvPlanes['subsampling'];
  readonly chromaSite: ChromaSite;
  readonly bitDepth: number;
  readonly mono: boolean;
  readonly alpha: boolean;
  readonly colour: ColourDescription;
}

const MAX_LINE = 1024;
/** Bytes before the mark of a frame that are skipped. */
const MOST_STRAY = 16;

/**
 * Opens a y4m stream. Of a pipe the number of frames is unknown.
 * @param input path of a file, or the bytes of a stream
 * @param bytes size of the whole stream, where it is known
 * @throws MediaError
 */
export async function openY4m(
  input: string | AsyncIterable<Uint8Array>,
  label: string,
  bytes: number | undefined,
  signal?: AbortSignal,
): Promise<TimedSource> {
  const reader = new ByteReader(typeof input === 'string' ? createReadStream(input) : input);
  const line = await reader.line(MAX_LINE);
  if (line === undefined) throw new MediaError('TRUNCATED', `${label} ends within its header`);
  const header = parseHeader(line, label);
  const { frameRate } = header;
  const square = squareSize(header, header.aspect);
  const frameBytes = frameLength(header);
  const duration =
    bytes === undefined
      ? undefined
      : (Math.floor((bytes - line.length - 1) / (frameBytes + 6)) * frameRate.denominator) / frameRate.numerator;
  async function* pictures(from: number): AsyncGenerator<TimedPicture, void, undefined> {
    const step = frameRate.denominator / frameRate.numerator;
    const skipped = Math.floor(from / step + 1e-6);
    for (let index = 0; ; index++) {
      throwIfAborted(signal);
      const data = await nextFrame(reader, frameBytes, index, label);
      if (!data) return;
      if (index < skipped) continue;
      const picture = stretchPicture(pictureFromYuv(planesOf(data, header), header.colour), square);
      yield { picture, time: index * step, duration: step };
    }
  }
  return {
    ...square,
    frameRate,
    duration,
    colour: header.colour,
    hasAudio: false,
    container: 'y4m',
    codec: 'rawvideo',
    notes: [],
    startTime: 0,
    pictures,
    close: () => reader.close(),
  };
}

/**
 * The samples of the next frame; undefined at the end. A few stray bytes before the mark of a frame are skipped, and what
 * lies behind the last frame is no frame, unless it begins as one or is long enough to be one.
 */
async function nextFrame(
  reader: ByteReader,
  frameBytes: number,
  index: number,
  label: string,
): Promise<Uint8Array | undefined> {
  const mark = await reader.line(MAX_LINE);
  if (mark !== undefined && mark.slice(0, MOST_STRAY + 5).includes('FRAME')) {
    const data = await reader.exactly(frameBytes);
    if (!data) throw new MediaError('TRUNCATED', `${label} ends early in frame ${index}`);
    return data;
  }
  if (mark !== undefined && mark.length <= MOST_STRAY) return nextFrame(reader, frameBytes, index, label);
  if (await reader.exactly(frameBytes)) throw new MediaError('TRUNCATED', `${label} is damaged at frame ${index}`);
  const left = reader.left();
  if (mark === undefined && left.length > 0 && (left.startsWith('FRAME') || 'FRAME'.startsWith(left)))
    throw new MediaError('TRUNCATED', `${label} ends early in frame ${index}`);
  if (index === 0) throw new MediaError('NO_FRAMES', `${label} holds no picture`);
  return undefined;
}

/**
 * Whether a y4m stream is one that FFmpeg reads better: of two fields a frame, which are to be deinterlaced, or 4:1:1.
 * @param head its first bytes
 */
export function isRareY4m(head: Uint8Array): boolean {
  const [line = ''] = Buffer.from(head.buffer, head.byteOffset, head.length).toString('latin1').split('\n', 1);
  return / (I[tb]|C411)( |$)/.test(line);
}

function parseHeader(line: string, label: string): Y4mHeader {
  const words = line.split(' ');
  if (words[0] !== 'YUV4MPEG2') throw new MediaError('NOT_A_VIDEO', `${label} is not a y4m stream`);
  const tag = (letter: string) => words.find((word, index) => index > 0 && word.startsWith(letter))?.slice(1);
  const width = Number(tag('W'));
  const height = Number(tag('H'));
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new MediaError('NOT_A_VIDEO', `${label} has a y4m header without a size`);
  }
  if (width > MAX_SIDE || height > MAX_SIDE) {
    throw new MediaError('TOO_LARGE', `${label} is ${width}x${height}; sides may have at most ${MAX_SIDE} pixels`);
  }
  if (tag('I') === 'm')
    throw new MediaError(
      'UNSUPPORTED',
      `${label} is a y4m stream of mixed fields (Im), which do not say which of them are interlaced; deinterlace it first`,
    );
  const rate = ratio(tag('F'));
  const frameRate = rate ? { numerator: rate[0], denominator: rate[1] } : { numerator: 25, denominator: 1 };
  const shape = ratio(tag('A'));
  const extension = (name: string) =>
    words
      .find((word) => word.startsWith(`X${name}=`))
      ?.slice(name.length + 2)
      .toLowerCase();
  const matrix = extension('MATRIX');
  const colour: ColourDescription = {
    matrix: matrix === 'bt601' || matrix === 'bt709' || matrix === 'bt2020' ? matrix : assumedMatrix(height),
    range: extension('COLORRANGE') === 'full' ? 'full' : 'limited',
  };
  return {
    width,
    height,
    frameRate,
    aspect: shape ? pixelAspect(...shape) : 1,
    colour,
    ...sampling(tag('C') ?? '420jpeg', label),
  };
}

function sampling(
  space: string,
  label: string,
): Pick<Y4mHeader, 'subsampling' | 'chromaSite' | 'bitDepth' | 'mono' | 'alpha'> {
  const match = /^(420|422|444|mono)(jpeg|mpeg2|paldv|alpha)?(?:p?(9|10|12|14|16))?$/.exec(space);
  if (!match)
    throw new MediaError(
      'UNSUPPORTED',
      `${label} has the y4m colour space "${space}", which is not known here; convert it to 420jpeg, 422 or 444 first`,
    );
  const [, layout, variant, depth] = match;
  const subsampling = layout === '422' ? '4:2:2' : layout === '444' ? '4:4:4' : '4:2:0';
  const centred = variant === 'jpeg' || (variant === undefined && depth === undefined && layout === '420');
  return {
    subsampling,
    chromaSite: centred ? 'centre' : variant === 'paldv' ? 'topleft' : 'left',
    bitDepth: depth === undefined ? 8 : Number(depth),
    mono: layout === 'mono',
    alpha: variant === 'alpha',
  };
}

function ratio(text: string | undefined): [number, number] | undefined {
  const match = /^(\d{1,9}):(\d{1,9})$/.exec(text ?? '');
  const values: [number, number] = [Number(match?.[1]), Number(match?.[2])];
  return values[0] > 0 && values[1] > 0 ? values : undefined;
}

function chromaSize(header: Y4mHeader): { width: number; height: number } {
  const { width, height, subsampling } = header;
  return {
    width: subsampling === '4:4:4' ? width : chromaSide(width),
    height: subsampling === '4:2:0' ? chromaSide(height) : height,
  };
}

function frameLength(header: Y4mHeader): number {
  const chroma = header.mono ? 0 : 2 * chromaSize(header).width * chromaSize(header).height;
  const luma = header.width * header.height * (header.alpha ? 2 : 1);
  return (luma + chroma) * (header.bitDepth > 8 ? 2 : 1);
}

function planesOf(data: Uint8Array, header: Y4mHeader): YuvPlanes {
  const { width, height, subsampling, bitDepth, chromaSite } = header;
  const all = bitDepth > 8 ? new Uint16Array(Uint8Array.from(data).buffer) : data;
  const chroma = chromaSize(header);
  const luma = width * height;
  const length = chroma.width * chroma.height;
  const empty = bitDepth > 8 ? new Uint16Array(length).fill(2 ** (bitDepth - 1)) : new Uint8Array(length).fill(128);
  return {
    width,
    height,
    y: all.subarray(0, luma),
    u: header.mono ? empty : all.subarray(luma, luma + length),
    v: header.mono ? empty : all.subarray(luma + length, luma + 2 * length),
    yStride: width,
    uvStride: chroma.width,
    subsampling,
    bitDepth,
    chromaSite,
  };
}

/** The header line of a y4m stream of pictures, 8-bit 4:2:0 with centred chroma. */
export function y4mHeader(width: number, height: number, rate: FrameRate, colour: ColourDescription): Uint8Array {
  const range = colour.range === 'full' ? 'FULL' : 'LIMITED';
  const text = `YUV4MPEG2 W${width} H${height} F${rate.numerator}:${rate.denominator} Ip A1:1 C420jpeg XCOLORRANGE=${range} XMATRIX=${colour.matrix}\n`;
  return Buffer.from(text, 'latin1');
}

/** One frame of a y4m stream, its mark included. */
export function y4mFrame(picture: Picture, colour: ColourDescription): Uint8Array {
  const { y, u, v } = pictureToYuv(picture, colour, 'centre');
  return Buffer.concat([Buffer.from('FRAME\n', 'latin1'), y as Uint8Array, u as Uint8Array, v as Uint8Array]);
}
