/**
 * @file What FFmpeg's encoders are set up with for each container, and given of each picture. Where pictures do not cover
 * everything, VP9 carries alpha in a second layer, and WebP in its own.
 */
import * as av from 'node-av';
import { pictureToRgb, pictureToYuv, type Picture } from 'dynamics-codec/picture';
import { NativeWriter, type NativeTrack } from './native-writer.js';
import { ownedFrame } from './owned-frame.js';
import { straightened } from './straight-alpha.js';
import type { VideoWriterOptions } from './writer-options.js';

/** Formats that a native encoder writes as pictures come. */
export type EncodedFormat = 'mp4' | 'webm' | 'webp' | 'avif';

const DEFAULT_QUALITY = 80;

type Encoding = Pick<NativeTrack, 'muxer' | 'encoder' | 'encoderOptions' | 'muxerOptions' | 'pixelFormat'>;

/** @param share quality from 0 to 1 */
function encodingOf(format: EncodedFormat, share: number, transparent: boolean): Encoding {
  switch (format) {
    case 'mp4':
      return {
        muxer: 'mp4',
        encoder: 'libx264',
        encoderOptions: { crf: Math.round(51 - 48.75 * share), preset: 'medium', profile: 'high' },
        muxerOptions: { movflags: '+faststart' },
        pixelFormat: av.AV_PIX_FMT_YUV420P,
      };
    case 'webm': {
      const options = { crf: Math.round(63 - 58 * share), b: 0, deadline: 'good', 'cpu-used': 3, 'row-mt': 1 };
      return {
        muxer: 'webm',
        encoder: 'libvpx-vp9',
        // Frames that are not shown would have no alpha to go with them.
        encoderOptions: transparent ? { ...options, 'auto-alt-ref': 0 } : options,
        muxerOptions: {},
        pixelFormat: transparent ? av.AV_PIX_FMT_YUVA420P : av.AV_PIX_FMT_YUV420P,
      };
    }
    case 'webp':
      return {
        muxer: 'webp',
        encoder: 'libwebp_anim',
        encoderOptions: { quality: Math.round(100 * share), compression_level: 4, loop: 0 },
        muxerOptions: { loop: 0 },
        pixelFormat: av.AV_PIX_FMT_BGRA,
      };
    case 'avif':
      return {
        muxer: 'avif',
        encoder: 'libsvtav1',
        encoderOptions: { crf: Math.round(63 - 55 * share), preset: 6, 'svtav1-params': 'lp=2' },
        muxerOptions: { loop: 0 },
        pixelFormat: av.AV_PIX_FMT_YUV420P,
      };
  }
}

/** H.264 in mp4, VP9 in webm, animated WebP, or AV1 in animated AVIF. */
export class EncodedSink {
  private index = 0n;

  private constructor(
    private readonly writer: NativeWriter,
    private readonly options: VideoWriterOptions,
    private readonly pixelFormat: av.AVPixelFormat,
  ) {}

  /** @throws MediaError `WRITE_FAILED` or `UNSUPPORTED` */
  static async open(
    path: string,
    label: string,
    format: EncodedFormat,
    options: VideoWriterOptions,
  ): Promise<EncodedSink> {
    const { width, height, frameRate, colour, quality = DEFAULT_QUALITY, transparent = false } = options;
    // The AV1 encoder writes what it is set to on standard error, whoever asked.
    if (format === 'avif') process.env['SVT_LOG'] ??= '0';
    const encoding = encodingOf(format, quality / 100, transparent);
    const timeBase = { num: frameRate.denominator, den: frameRate.numerator };
    const rgb = encoding.pixelFormat === av.AV_PIX_FMT_BGRA;
    const track = { ...encoding, width, height, frameRate, timeBase, colour: rgb ? undefined : colour };
    return new EncodedSink(await NativeWriter.open(path, label, track), options, encoding.pixelFormat);
  }

  async write(picture: Picture): Promise<void> {
    const { width, height, frameRate } = this.options;
    const frame = ownedFrame(this.samples(picture), {
      width,
      height,
      format: this.pixelFormat,
      timeBase: { num: frameRate.denominator, den: frameRate.numerator },
      pts: this.index++,
    });
    try {
      await this.writer.write(frame);
    } finally {
      frame.free();
    }
  }

  finish(): Promise<void> {
    return this.writer.finish();
  }

  abort(): Promise<void> {
    return this.writer.discard();
  }

  private samples(picture: Picture): Buffer {
    if (this.pixelFormat === av.AV_PIX_FMT_BGRA) return bgra(picture);
    const layered = this.pixelFormat === av.AV_PIX_FMT_YUVA420P;
    const { y, u, v } = pictureToYuv(layered ? straightened(picture) : picture, this.options.colour, 'left');
    const planes = [y as Uint8Array, u as Uint8Array, v as Uint8Array];
    return Buffer.concat(layered ? [...planes, alphaOf(picture)] : planes);
  }
}

function alphaOf({ cover, y }: Picture): Uint8Array {
  return cover?.alpha ?? new Uint8Array(y.length).fill(255);
}

function bgra(picture: Picture): Buffer {
  const samples = Buffer.from(pictureToRgb(picture, 4).buffer);
  for (let at = 0; at < samples.length; at += 4) {
    const red = samples[at]!;
    samples[at] = samples[at + 2]!;
    samples[at + 2] = red;
  }
  return samples;
}
