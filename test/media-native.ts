import * as av from 'node-av';
import { pictureToRgb, pictureToYuv, type Picture } from 'dynamics-codec/picture';

/** How {@link writeNative} writes. `fps` is the unit of the frames' times; `clockwiseTurn` goes into the display matrix. */
export interface NativeClip {
  readonly fps: number;
  readonly clockwiseTurn?: 90 | 180 | 270;
  /** Adds a track of silence. */
  readonly withAudio?: boolean;
  readonly kind?: 'h264' | 'hevc10' | 'vp8alpha' | 'vp9alpha' | 'pq' | 'webp';
}

/** Writes the odd files that this package reads but does not write: variable rate, turned, 10-bit, with alpha, HDR. */
export async function writeNative(
  path: string,
  frames: readonly { readonly picture: Picture; readonly time: number }[],
  { fps, clockwiseTurn, withAudio = false, kind = 'h264' }: NativeClip,
): Promise<void> {
  av.Log.setLevel(av.AV_LOG_QUIET);
  const { width, height } = frames[0]!.picture;
  const format = new av.FormatContext();
  check(format.allocOutputContext2(null, null, path));
  const codec = av.Codec.findEncoderByName(ENCODERS[kind] as av.FFEncoderCodec)!;
  const encoder = new av.CodecContext();
  encoder.allocContext3(codec);
  encoder.width = width;
  encoder.height = height;
  encoder.timeBase = new av.Rational(1, fps);
  encoder.pixelFormat = PIXEL_FORMATS[kind];
  encoder.colorSpace = kind === 'pq' ? av.AVCOL_SPC_BT2020_NCL : av.AVCOL_SPC_BT709;
  encoder.colorTrc = kind === 'pq' ? av.AVCOL_TRC_SMPTE2084 : av.AVCOL_TRC_BT709;
  encoder.colorRange = av.AVCOL_RANGE_MPEG;
  if (kind !== 'webp') encoder.setFlags(av.AV_CODEC_FLAG_GLOBAL_HEADER);
  check(await encoder.open2(codec, av.Dictionary.fromObject(ENCODER_OPTIONS[kind])));
  const stream = format.newStream(codec);
  check(stream.codecpar.fromContext(encoder));
  stream.timeBase = encoder.timeBase;
  if (clockwiseTurn) stream.codecpar.addCodedSideData(av.AV_PKT_DATA_DISPLAYMATRIX, displayMatrix(clockwiseTurn));
  const audio = withAudio ? addAudioTrack(format) : undefined;
  check(await format.openOutput());
  check(await format.writeHeader());
  const packet = new av.Packet();
  packet.alloc();
  if (audio) {
    packet.data = Buffer.alloc(2 * SAMPLE_RATE);
    packet.streamIndex = audio.index;
    packet.pts = packet.dts = 0n;
    packet.duration = 1000n;
    check(await format.interleavedWriteFrame(packet));
  }
  const drain = async () => {
    while ((await encoder.receivePacket(packet)) >= 0) {
      packet.streamIndex = stream.index;
      if (packet.duration === 0n) packet.duration = 1n;
      packet.rescaleTs(encoder.timeBase, stream.timeBase);
      check(await format.interleavedWriteFrame(packet));
    }
  };
  for (const { picture, time } of frames) {
    const frame = av.Frame.fromVideoBuffer(samples(picture, kind), {
      width,
      height,
      format: PIXEL_FORMATS[kind],
      timeBase: { num: 1, den: fps },
      pts: BigInt(time),
    });
    check(await encoder.sendFrame(frame));
    frame.free();
    await drain();
  }
  check(await encoder.sendFrame(null));
  await drain();
  check(await format.writeTrailer());
  packet.free();
  encoder.freeContext();
  await format.closeOutput();
  format.freeContext();
}

const ENCODERS = {
  h264: 'libx264',
  hevc10: 'libx265',
  vp8alpha: 'libvpx',
  vp9alpha: 'libvpx-vp9',
  pq: 'libx265',
  webp: 'libwebp_anim',
} as const;

const QUIET = { 'x265-params': 'log-level=none:crf=8' };
const ENCODER_OPTIONS = {
  h264: { crf: 8 },
  hevc10: QUIET,
  vp8alpha: { crf: 8, b: '2M', 'auto-alt-ref': 0 },
  vp9alpha: { crf: 8 },
  pq: QUIET,
  webp: { lossless: 1 },
} as const;

const PIXEL_FORMATS = {
  h264: av.AV_PIX_FMT_YUV420P,
  hevc10: av.AV_PIX_FMT_YUV420P10LE,
  vp8alpha: av.AV_PIX_FMT_YUVA420P,
  vp9alpha: av.AV_PIX_FMT_YUVA420P,
  pq: av.AV_PIX_FMT_YUV420P10LE,
  webp: av.AV_PIX_FMT_BGRA,
} as const;

function samples(picture: Picture, kind: NonNullable<NativeClip['kind']>): Buffer {
  if (kind === 'webp') {
    const rgba = pictureToRgb(picture, 4);
    for (let i = 0; i < rgba.length; i += 4) [rgba[i], rgba[i + 2]] = [rgba[i + 2]!, rgba[i]!];
    return Buffer.from(rgba.buffer);
  }
  const { y, u, v } = pictureToYuv(picture, { matrix: 'bt709', range: 'limited' });
  const planes = [y, u, v].flatMap((plane) => [...plane]);
  if (kind === 'hevc10' || kind === 'pq') return Buffer.from(Uint16Array.from(planes, (sample) => sample << 2).buffer);
  if (kind !== 'vp8alpha' && kind !== 'vp9alpha') return Buffer.from(planes);
  const alpha = Array.from(picture.y, (_, i) => (i % picture.width < picture.width / 2 ? 0 : 255));
  return Buffer.from([...planes, ...alpha]);
}

const SAMPLE_RATE = 8000;

function addAudioTrack(format: av.FormatContext): av.Stream {
  const stream = format.newStream();
  stream.codecpar.codecType = av.AVMEDIA_TYPE_AUDIO;
  stream.codecpar.codecId = av.AV_CODEC_ID_PCM_S16LE;
  stream.codecpar.format = av.AV_SAMPLE_FMT_S16;
  stream.codecpar.sampleRate = SAMPLE_RATE;
  stream.codecpar.bitsPerCodedSample = 16;
  stream.codecpar.channelLayout = av.AV_CHANNEL_LAYOUT_MONO;
  stream.timeBase = new av.Rational(1, 1000);
  return stream;
}

function displayMatrix(clockwiseTurn: 90 | 180 | 270): Buffer {
  const one = 65536;
  const [a, b, c, d] = { 90: [0, one, -one, 0], 180: [-one, 0, 0, -one], 270: [0, -one, one, 0] }[clockwiseTurn];
  const matrix = Buffer.alloc(36);
  [a!, b!, 0, c!, d!, 0, 0, 0, 1 << 30].forEach((entry, index) => matrix.writeInt32LE(entry, 4 * index));
  return matrix;
}

function check(code: number): void {
  av.FFmpegError.throwIfError(code, 'write a test clip');
}
