import * as av from 'node-av';
import { MediaError } from '../media/index.js';
import { pictureFromYuv, type ColourDescription, type Picture } from '../picture/index.js';

/**
 * Decodes a bare stream (Annex B of HEVC or VVC, IVF of AV1 or VP9) with FFmpeg's decoders on one thread.
 * @param colour how its samples are to be read: bare streams of the anchors carry no tags
 * @throws MediaError
 */
export async function decodeNative(path: string, colour: ColourDescription): Promise<Picture[]> {
  av.Log.setLevel(av.AV_LOG_QUIET);
  const format = new av.FormatContext();
  const options = av.Dictionary.fromObject({ format_whitelist: 'hevc,vvc,ivf', protocol_whitelist: 'file' });
  if ((await format.openInput(`file:${path}`, null, options)) < 0) {
    throw new MediaError('NOT_A_VIDEO', `"${path}" is no stream of a codec that the bench knows`);
  }
  try {
    await format.findStreamInfo();
    const stream = format.streams[0];
    const codec = stream ? av.Codec.findDecoder(stream.codecpar.codecId) : null;
    if (!stream || !codec) throw new MediaError('UNSUPPORTED', `"${path}" has no stream with a decoder here`);
    using context = new av.CodecContext();
    context.allocContext3(codec);
    context.parametersToContext(stream.codecpar);
    context.threadCount = 1;
    if ((await context.open2(codec)) < 0) throw new MediaError('UNSUPPORTED', `The decoder of "${path}" does not open`);
    return await decodeAll(format, context, colour, path);
  } finally {
    await format.closeInput();
  }
}

async function decodeAll(format: av.FormatContext, context: av.CodecContext, colour: ColourDescription, path: string): Promise<Picture[]> {
  using packet = new av.Packet();
  packet.alloc();
  using frame = new av.Frame();
  frame.alloc();
  const pictures: Picture[] = [];
  const drain = async () => {
    while ((await context.receiveFrame(frame)) >= 0) pictures.push(pictureOf(frame, colour, path));
  };
  while ((await format.readFrame(packet)) >= 0) {
    await context.sendPacket(packet);
    packet.unref();
    await drain();
  }
  await context.sendPacket(null);
  await drain();
  return pictures;
}

function pictureOf(frame: av.Frame, colour: ColourDescription, path: string): Picture {
  const deep = frame.format === av.AV_PIX_FMT_YUV420P10LE;
  if (!deep && frame.format !== av.AV_PIX_FMT_YUV420P) throw new MediaError('UNSUPPORTED', `"${path}" is not 4:2:0 of 8 or 10 bits`);
  const { width, height, data, linesize } = frame;
  const plane = (index: number) => {
    const bytes = data![index]!;
    return deep ? new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1) : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  };
  const stride = (index: number) => linesize[index]! >> (deep ? 1 : 0);
  return pictureFromYuv(
    {
      width,
      height,
      y: plane(0),
      u: plane(1),
      v: plane(2),
      yStride: stride(0),
      uvStride: stride(1),
      subsampling: '4:2:0',
      bitDepth: deep ? 10 : 8,
      chromaSite: 'left',
    },
    colour,
  );
}
