/**
 * @file Writes containers through FFmpeg's encoders and muxers (node-av), one encoded video track per file.
 */
import * as av from 'node-av';
import type { ColourDescription, FrameRate } from 'dynamics-codec/picture';
import { MediaError } from 'dynamics-codec/source';
import { HandleQueue } from './handle-queue.js';
import { writeFailure } from './write-failure.js';

/** What a native encoder is set up with. */
export interface NativeTrack {
  readonly muxer: string;
  readonly encoder: string;
  readonly pixelFormat: av.AVPixelFormat;
  readonly width: number;
  readonly height: number;
  readonly frameRate: FrameRate;
  /** Unit of the frames' times, seconds. */
  readonly timeBase: { readonly num: number; readonly den: number };
  readonly colour: ColourDescription | undefined;
  readonly encoderOptions: Readonly<Record<string, string | number>>;
  readonly muxerOptions: Readonly<Record<string, string | number>>;
}

/** A file being written with one encoded track. Call `finish` or `discard`. */
export class NativeWriter {
  private readonly format = new av.FormatContext();
  private readonly encoder = new av.CodecContext();
  private readonly packet = new av.Packet();
  private stream!: av.Stream;
  private outputOpen = false;
  /** Bytes of coded pictures so far, without the container. */
  payloadBytes = 0;
  /** Whatever touches a native object is a step of this queue. */
  private readonly calls = new HandleQueue(
    () => new MediaError('ABORTED', `${this.label} was closed while it was being written`),
  );

  private constructor(private readonly label: string) {}

  /** @throws MediaError `WRITE_FAILED` or `UNSUPPORTED` */
  static async open(path: string, label: string, track: NativeTrack): Promise<NativeWriter> {
    av.Log.setLevel(av.AV_LOG_QUIET);
    const writer = new NativeWriter(label);
    try {
      await writer.calls.run(() => writer.start(path, track));
      return writer;
    } catch (error) {
      await writer.discard();
      throw error;
    }
  }

  /** Encodes one frame; its `pts` is in the track's time base. The caller frees the frame once this has ended. */
  write(frame: av.Frame): Promise<void> {
    return this.calls.run(async () => {
      this.check(await this.encoder.sendFrame(frame));
      await this.drain();
    });
  }

  /** Encodes what is left, completes the file and closes it. */
  async finish(): Promise<void> {
    await this.calls.run(async () => {
      this.check(await this.encoder.sendFrame(null));
      await this.drain();
      this.check(await this.format.writeTrailer());
      this.check(this.format.pb?.error ?? 0);
    });
    await this.discard();
  }

  /** Waits for the call in flight and closes everything; the file is left as it is. */
  discard(): Promise<void> {
    return this.calls.close(() => this.free());
  }

  private async free(): Promise<void> {
    this.packet.free();
    this.encoder.freeContext();
    if (this.outputOpen) await this.format.closeOutput();
    this.format.freeContext();
  }

  private async start(path: string, track: NativeTrack): Promise<void> {
    this.packet.alloc();
    this.check(this.format.allocOutputContext2(null, track.muxer, `file:${path}`));
    const codec = av.Codec.findEncoderByName(track.encoder as av.FFEncoderCodec);
    if (!codec)
      throw new MediaError('UNSUPPORTED', `The encoder ${track.encoder} is missing from this build of node-av`);
    await this.openEncoder(codec, track);
    this.stream = this.format.newStream(codec);
    this.check(this.stream.codecpar.fromContext(this.encoder));
    this.stream.timeBase = new av.Rational(track.timeBase.num, track.timeBase.den);
    this.stream.avgFrameRate = new av.Rational(track.frameRate.numerator, track.frameRate.denominator);
    this.check(await this.format.openOutput());
    this.outputOpen = true;
    this.check(await this.format.writeHeader(av.Dictionary.fromObject({ ...track.muxerOptions })));
  }

  private async openEncoder(codec: av.Codec, track: NativeTrack): Promise<void> {
    const { encoder } = this;
    encoder.allocContext3(codec);
    encoder.width = track.width;
    encoder.height = track.height;
    encoder.pixelFormat = track.pixelFormat;
    encoder.timeBase = new av.Rational(track.timeBase.num, track.timeBase.den);
    encoder.framerate = new av.Rational(track.frameRate.numerator, track.frameRate.denominator);
    encoder.sampleAspectRatio = new av.Rational(1, 1);
    encoder.threadCount = 2;
    encoder.setFlags(av.AV_CODEC_FLAG_GLOBAL_HEADER);
    if (track.colour) tagColour(encoder, track.colour);
    if ((await encoder.open2(codec, av.Dictionary.fromObject({ ...track.encoderOptions }))) < 0) {
      throw new MediaError(
        'UNSUPPORTED',
        `${track.encoder} cannot encode ${track.width}x${track.height} pictures for ${this.label}`,
      );
    }
  }

  private async drain(): Promise<void> {
    for (;;) {
      this.calls.assertOpen();
      const code = await this.encoder.receivePacket(this.packet);
      if (code === av.AVERROR_EAGAIN || code === av.AVERROR_EOF) return;
      this.check(code);
      this.payloadBytes += this.packet.size;
      this.packet.streamIndex = this.stream.index;
      this.packet.rescaleTs(this.encoder.timeBase, this.stream.timeBase);
      this.check(await this.format.interleavedWriteFrame(this.packet));
    }
  }

  private check(code: number): void {
    if (code < 0) throw writeFailure(this.label, code === av.AVERROR_ENOSPC ? 'ENOSPC' : av.FFmpegError.strerror(code));
  }
}

function tagColour(encoder: av.CodecContext, colour: ColourDescription): void {
  const [space, primaries, transfer] = {
    bt601: [av.AVCOL_SPC_SMPTE170M, av.AVCOL_PRI_SMPTE170M, av.AVCOL_TRC_SMPTE170M] as const,
    bt709: [av.AVCOL_SPC_BT709, av.AVCOL_PRI_BT709, av.AVCOL_TRC_BT709] as const,
    bt2020: [av.AVCOL_SPC_BT2020_NCL, av.AVCOL_PRI_BT2020, av.AVCOL_TRC_BT2020_10] as const,
  }[colour.matrix];
  encoder.colorSpace = space;
  encoder.colorPrimaries = primaries;
  encoder.colorTrc = transfer;
  encoder.colorRange = colour.range === 'full' ? av.AVCOL_RANGE_JPEG : av.AVCOL_RANGE_MPEG;
  encoder.chromaLocation = av.AVCHROMA_LOC_LEFT;
}
