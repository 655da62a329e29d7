/**
 * @file Runs FFmpeg's encoders (node-av) on frames in memory and gives the coded packets: no container, one thread.
 */
import * as av from 'node-av';
import { MediaError } from '@dynamics-codec/node';
import type { FrameSamples } from '@dynamics-codec/metrics';
import type { FrameRate } from 'dynamics-codec/picture';

/** An encoder of FFmpeg and its options. */
export interface NativeEncoder {
  readonly name: string;
  readonly options: Readonly<Record<string, string | number>>;
}

/**
 * Encodes frames of one size; the first is the only intra picture.
 * @param logging FFmpeg's log level; nothing is logged when left out
 * @returns coded packets in coding order, headers in band
 * @throws MediaError
 */
export async function encodeNative(
  frames: readonly FrameSamples[],
  frameRate: FrameRate,
  encoder: NativeEncoder,
  logging: av.AVLogLevel = av.AV_LOG_QUIET,
): Promise<Uint8Array[]> {
  av.Log.setLevel(logging);
  const codec = av.Codec.findEncoderByName(encoder.name as av.FFEncoderCodec);
  if (!codec) throw new MediaError('UNSUPPORTED', `The encoder ${encoder.name} is missing from this build of node-av`);
  const { numerator, denominator } = frameRate;
  const { width, height } = frames[0]!;
  const timeBase = { num: denominator, den: numerator };
  using context = new av.CodecContext();
  context.allocContext3(codec);
  context.width = width;
  context.height = height;
  context.pixelFormat = av.AV_PIX_FMT_YUV420P;
  context.timeBase = new av.Rational(timeBase.num, timeBase.den);
  context.framerate = new av.Rational(numerator, denominator);
  context.gopSize = 9999;
  context.threadCount = 1;
  if ((await context.open2(codec, av.Dictionary.fromObject({ ...encoder.options }))) < 0) {
    throw new MediaError('UNSUPPORTED', `${encoder.name} cannot encode ${width}x${height} pictures with these options`);
  }
  using packet = new av.Packet();
  packet.alloc();
  const packets: Uint8Array[] = [];
  const drain = async () => {
    for (;;) {
      const code = await context.receivePacket(packet);
      if (code === av.AVERROR_EAGAIN || code === av.AVERROR_EOF) return;
      av.FFmpegError.throwIfError(code, `encode by ${encoder.name}`);
      packets.push(Uint8Array.from(packet.data ?? []));
      packet.unref();
    }
  };
  for (const [index, { y, u, v }] of frames.entries()) {
    const samples = Buffer.concat([y, u, v]);
    using frame = av.Frame.fromVideoBuffer(samples, {
      width,
      height,
      format: av.AV_PIX_FMT_YUV420P,
      timeBase,
      pts: BigInt(index),
    });
    av.FFmpegError.throwIfError(await context.sendFrame(frame), `encode by ${encoder.name}`);
    await drain();
  }
  av.FFmpegError.throwIfError(await context.sendFrame(null), `encode by ${encoder.name}`);
  await drain();
  return packets;
}
