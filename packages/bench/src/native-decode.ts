import * as av from 'node-av';
import { MediaError } from '@dynamics-codec/node';
import type { FrameSamples } from '@dynamics-codec/metrics';
import { chromaSide } from 'dynamics-codec/picture';

/** Bare streams that the bench makes and reads: Annex B of HEVC or VVC, IVF of AV1 or VP9. */
const BARE_STREAMS = 'hevc,vvc,ivf';
/** Files of clips whose samples are taken as they are. */
const CLIP_FILES = 'mov,mp4,matroska,webm,avi';

/** Options of {@link decodeNative}. */
export interface NativeDecodeOptions {
  /** A bare stream when left out. */
  readonly of?: 'stream' | 'clip';
  /** Frames to decode at most. */
  readonly limit?: number;
}

/**
 * The samples of a file as FFmpeg's decoders give them, on one thread; 10 bits are rounded to 8.
 * @throws MediaError also for other samples than 4:2:0 of 8 or 10 bits
 */
export async function decodeNative(
  path: string,
  { of = 'stream', limit = Infinity }: NativeDecodeOptions = {},
): Promise<FrameSamples[]> {
  av.Log.setLevel(av.AV_LOG_QUIET);
  const format = new av.FormatContext();
  const options = av.Dictionary.fromObject({
    format_whitelist: of === 'stream' ? BARE_STREAMS : CLIP_FILES,
    protocol_whitelist: 'file',
  });
  if ((await format.openInput(`file:${path}`, null, options)) < 0) {
    throw new MediaError('NOT_A_VIDEO', `"${path}" is no stream of a codec that the bench knows`);
  }
  try {
    await format.findStreamInfo();
    const stream = format.streams.find(({ codecpar }) => codecpar.codecType === av.AVMEDIA_TYPE_VIDEO);
    const codec = stream ? av.Codec.findDecoder(stream.codecpar.codecId) : null;
    if (!stream || !codec) throw new MediaError('UNSUPPORTED', `"${path}" has no stream with a decoder here`);
    using context = new av.CodecContext();
    context.allocContext3(codec);
    context.parametersToContext(stream.codecpar);
    context.threadCount = 1;
    if ((await context.open2(codec)) < 0) throw new MediaError('UNSUPPORTED', `The decoder of "${path}" does not open`);
    return await decodeAll(format, context, stream.index, path, limit);
  } finally {
    await format.closeInput();
  }
}

async function decodeAll(
  format: av.FormatContext,
  context: av.CodecContext,
  stream: number,
  path: string,
  limit: number,
): Promise<FrameSamples[]> {
  using packet = new av.Packet();
  packet.alloc();
  using frame = new av.Frame();
  frame.alloc();
  const frames: FrameSamples[] = [];
  const drain = async () => {
    while (frames.length < limit && (await context.receiveFrame(frame)) >= 0) frames.push(samplesOf(frame, path));
  };
  while (frames.length < limit && (await format.readFrame(packet)) >= 0) {
    if (packet.streamIndex === stream) await context.sendPacket(packet);
    packet.unref();
    await drain();
  }
  await context.sendPacket(null);
  await drain();
  return frames;
}

function samplesOf(frame: av.Frame, path: string): FrameSamples {
  const deep = frame.format === av.AV_PIX_FMT_YUV420P10LE;
  if (!deep && frame.format !== av.AV_PIX_FMT_YUV420P && frame.format !== av.AV_PIX_FMT_YUVJ420P)
    throw new MediaError('UNSUPPORTED', `"${path}" is not 4:2:0 of 8 or 10 bits`);
  const { width, height, data, linesize } = frame;
  const plane = (index: number, columns: number, rows: number): Uint8Array => {
    const bytes = data![index]!;
    const stride = linesize[index]! >> (deep ? 1 : 0);
    const from = deep ? new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1) : bytes;
    const to = new Uint8Array(columns * rows);
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        const value = from[y * stride + x]!;
        to[y * columns + x] = deep ? Math.min(255, (value + 2) >> 2) : value;
      }
    }
    return to;
  };
  const [columns, rows] = [chromaSide(width), chromaSide(height)];
  return { width, height, y: plane(0, width, height), u: plane(1, columns, rows), v: plane(2, columns, rows) };
}
