import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import * as av from 'node-av';
import sharp from 'sharp';
import { pictureToRgb, pictureToYuv, type ColourDescription, type Picture } from 'dynamics-codec/picture';
import { openThrough, type ByteOutput } from './byte-output.js';
import { GifWriter } from './gif-writer.js';
import { NativeWriter } from './native-writer.js';
import { NumberedFiles } from './numbered-files.js';
import { resolveOutput } from './output-target.js';
import { ownedFrame } from './owned-frame.js';
import { PendingFile } from './pending-file.js';
import { removeTemporary, scratchFolder } from './temporary.js';
import { labelOf } from './write-failure.js';
import type { OutputFormat, VideoWriterOptions } from './writer-options.js';
import { y4mFrame, y4mHeader } from './y4m.js';

/** Takes pictures of one size for one output; `finish` or `abort` ends it. */
export interface Sink {
  write(picture: Picture): Promise<void>;
  finish(): Promise<void>;
  abort(): Promise<void>;
}

const DEFAULT_QUALITY = 80;

/** Opens the sink of a format: of files under a temporary name; devices, FIFOs and sockets are written through. */
export async function openSink(output: string, format: OutputFormat, options: VideoWriterOptions): Promise<Sink> {
  const replace = options.replace ?? true;
  if (format === 'png') return new PngSink(await NumberedFiles.open(output, replace));
  const target = await resolveOutput(output);
  const label = labelOf(output);
  if (target.kind !== 'file') {
    const bytes = await openThrough(target, options.signal);
    return format === 'y4m' ? Y4mSink.open(bytes, options) : SpooledSink.open(bytes, label, format, options);
  }
  const pending = await PendingFile.open(target, replace);
  try {
    return new PublishedSink(await openFileSink(pending.temporary, label, format, options), pending);
  } catch (error) {
    await pending.discard();
    throw error;
  }
}

async function openFileSink(
  path: string,
  label: string,
  format: OutputFormat,
  options: VideoWriterOptions,
): Promise<Sink> {
  if (format === 'y4m') return Y4mSink.open(await fileOutput(path), options);
  if (format === 'gif') {
    const writer = await GifWriter.open(path, label, options.width, options.height, options.frameRate, options.signal);
    return { write: (picture) => writer.write(picture), finish: () => writer.finish(), abort: () => writer.discard() };
  }
  return EncodedSink.open(path, label, format === 'mp4' ? 'mp4' : 'webm', options);
}

async function fileOutput(path: string): Promise<ByteOutput> {
  const file = await open(path, 'w');
  return {
    write: (bytes) => file.writeFile(bytes),
    finish: () => file.close(),
    abort: () => file.close().catch(() => undefined),
  };
}

/** Gives a finished file its name. */
class PublishedSink implements Sink {
  constructor(
    private readonly inner: Sink,
    private readonly pending: PendingFile,
  ) {}

  write(picture: Picture): Promise<void> {
    return this.inner.write(picture);
  }

  async finish(): Promise<void> {
    await this.inner.finish();
    await this.pending.publish();
  }

  async abort(): Promise<void> {
    await this.inner.abort();
    await this.pending.discard();
  }
}

/** H.264 in mp4 or VP9 in webm. */
class EncodedSink implements Sink {
  private index = 0n;

  private constructor(
    private readonly writer: NativeWriter,
    private readonly options: VideoWriterOptions,
  ) {}

  static async open(
    path: string,
    label: string,
    format: 'mp4' | 'webm',
    options: VideoWriterOptions,
  ): Promise<EncodedSink> {
    const { width, height, frameRate, colour, quality = DEFAULT_QUALITY } = options;
    const share = quality / 100;
    const common = {
      pixelFormat: av.AV_PIX_FMT_YUV420P,
      width,
      height,
      frameRate,
      timeBase: { num: frameRate.denominator, den: frameRate.numerator },
      colour,
    };
    const track =
      format === 'mp4'
        ? {
            ...common,
            muxer: 'mp4',
            encoder: 'libx264',
            encoderOptions: { crf: Math.round(51 - 48.75 * share), preset: 'medium', profile: 'high' },
            muxerOptions: { movflags: '+faststart' },
          }
        : {
            ...common,
            muxer: 'webm',
            encoder: 'libvpx-vp9',
            encoderOptions: { crf: Math.round(63 - 58 * share), b: 0, deadline: 'good', 'cpu-used': 3, 'row-mt': 1 },
            muxerOptions: {},
          };
    return new EncodedSink(await NativeWriter.open(path, label, track), options);
  }

  async write(picture: Picture): Promise<void> {
    const { width, height, colour, frameRate } = this.options;
    const { y, u, v } = pictureToYuv(picture, colour, 'left');
    const frame = ownedFrame(Buffer.concat([y as Uint8Array, u as Uint8Array, v as Uint8Array]), {
      width,
      height,
      format: av.AV_PIX_FMT_YUV420P,
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
}

class Y4mSink implements Sink {
  private constructor(
    private readonly output: ByteOutput,
    private readonly colour: ColourDescription,
  ) {}

  static async open(output: ByteOutput, options: VideoWriterOptions): Promise<Y4mSink> {
    const { width, height, frameRate, colour } = options;
    try {
      await output.write(y4mHeader(width, height, frameRate, colour));
    } catch (error) {
      await output.abort();
      throw error;
    }
    return new Y4mSink(output, colour);
  }

  write(picture: Picture): Promise<void> {
    return this.output.write(y4mFrame(picture, this.colour));
  }

  finish(): Promise<void> {
    return this.output.finish();
  }

  abort(): Promise<void> {
    return this.output.abort();
  }
}

/** Formats that need random access, written to a temporary file first and then to an output without it. */
class SpooledSink implements Sink {
  private constructor(
    private readonly inner: Sink,
    private readonly folder: string,
    private readonly path: string,
    private readonly output: ByteOutput,
  ) {}

  static async open(
    output: ByteOutput,
    label: string,
    format: OutputFormat,
    options: VideoWriterOptions,
  ): Promise<SpooledSink> {
    const folder = await scratchFolder();
    const path = join(folder, 'output');
    try {
      return new SpooledSink(await openFileSink(path, label, format, options), folder, path, output);
    } catch (error) {
      await removeTemporary(folder);
      await output.abort();
      throw error;
    }
  }

  write(picture: Picture): Promise<void> {
    return this.inner.write(picture);
  }

  async finish(): Promise<void> {
    await this.inner.finish();
    for await (const chunk of createReadStream(this.path)) await this.output.write(chunk as Buffer);
    await this.output.finish();
    await removeTemporary(this.folder);
  }

  async abort(): Promise<void> {
    await this.inner.abort();
    await this.output.abort();
    await removeTemporary(this.folder);
  }
}

class PngSink implements Sink {
  constructor(private readonly files: NumberedFiles) {}

  async write(picture: Picture): Promise<void> {
    const { width, height } = picture;
    const png = await sharp(pictureToRgb(picture, 3), { raw: { width, height, channels: 3 } })
      .png({ compressionLevel: 6 })
      .toBuffer();
    await this.files.add(png);
  }

  finish(): Promise<void> {
    return this.files.publish();
  }

  abort(): Promise<void> {
    return this.files.discard();
  }
}
