import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import * as av from 'node-av';
import sharp from 'sharp';
import { pictureToRgb, pictureToYuv, type ColourDescription, type Picture } from 'dynamics-codec/picture';
import { GifWriter } from './gif-writer.js';
import { writeStandardOutput } from './atomic-file.js';
import { NativeWriter } from './native-writer.js';
import { labelOf, writeFailure } from './write-failure.js';
import { sequenceName } from './png-sequence.js';
import { forgetTemporary, rememberTemporary } from './temporary.js';
import type { OutputFormat, VideoWriterOptions } from './writer-options.js';
import { y4mFrame, y4mHeader } from './y4m.js';
import { ownedFrame } from './owned-frame.js';

/** Takes pictures of one size for one output; `finish` or `abort` ends it. */
export interface Sink {
  write(picture: Picture): Promise<void>;
  finish(): Promise<void>;
  abort(): Promise<void>;
}

const DEFAULT_QUALITY = 80;

/** Opens the sink of a format; of files under a temporary name. */
export async function openSink(output: string, format: OutputFormat, options: VideoWriterOptions): Promise<Sink> {
  if (format === 'png') return new PngSink(output);
  if (output === '-') return format === 'y4m' ? Y4mPipe.open(options) : TemporaryPipe.open(format, options);
  await assertFolder(output);
  const temporary = join(dirname(output), `.${basename(output)}.${process.pid}.tmp`);
  rememberTemporary(temporary);
  try {
    const inner = await openFileSink(temporary, labelOf(output), format, options);
    return new RenamedSink(inner, temporary, output);
  } catch (error) {
    await rm(temporary, { force: true });
    forgetTemporary(temporary);
    throw error;
  }
}

async function assertFolder(output: string): Promise<void> {
  const folder = await stat(dirname(output)).catch(() => undefined);
  if (!folder?.isDirectory()) throw writeFailure(labelOf(output), 'ENOENT');
  const target = await stat(output).catch(() => undefined);
  if (target?.isDirectory()) throw writeFailure(labelOf(output), 'EISDIR');
}

async function openFileSink(
  path: string,
  label: string,
  format: OutputFormat,
  options: VideoWriterOptions,
): Promise<Sink> {
  if (format === 'y4m') return Y4mFile.open(path, options);
  if (format === 'gif') {
    const writer = await GifWriter.open(path, label, options.width, options.height, options.frameRate, options.signal);
    return { write: (picture) => writer.write(picture), finish: () => writer.finish(), abort: () => writer.discard() };
  }
  return EncodedSink.open(path, label, format === 'mp4' ? 'mp4' : 'webm', options);
}

/** Gives a finished file its name. */
class RenamedSink implements Sink {
  constructor(
    private readonly inner: Sink,
    private readonly temporary: string,
    private readonly output: string,
  ) {}

  write(picture: Picture): Promise<void> {
    return this.inner.write(picture);
  }

  async finish(): Promise<void> {
    await this.inner.finish();
    await rename(this.temporary, this.output);
    forgetTemporary(this.temporary);
  }

  async abort(): Promise<void> {
    await this.inner.abort();
    await rm(this.temporary, { force: true });
    forgetTemporary(this.temporary);
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

class Y4mFile implements Sink {
  private constructor(
    private readonly file: FileHandle,
    private readonly colour: ColourDescription,
  ) {}

  static async open(path: string, options: VideoWriterOptions): Promise<Y4mFile> {
    const file = await open(path, 'w');
    await file.writeFile(y4mHeader(options.width, options.height, options.frameRate, options.colour));
    return new Y4mFile(file, options.colour);
  }

  async write(picture: Picture): Promise<void> {
    await this.file.writeFile(y4mFrame(picture, this.colour));
  }

  async finish(): Promise<void> {
    await this.file.close();
  }

  async abort(): Promise<void> {
    await this.file.close().catch(() => undefined);
  }
}

class Y4mPipe implements Sink {
  private constructor(private readonly colour: ColourDescription) {}

  static async open(options: VideoWriterOptions): Promise<Y4mPipe> {
    await writeStandardOutput(y4mHeader(options.width, options.height, options.frameRate, options.colour));
    return new Y4mPipe(options.colour);
  }

  write(picture: Picture): Promise<void> {
    return writeStandardOutput(y4mFrame(picture, this.colour));
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  abort(): Promise<void> {
    return Promise.resolve();
  }
}

/** Formats that need random access, written to a temporary file first and then to standard output. */
class TemporaryPipe implements Sink {
  private constructor(
    private readonly inner: Sink,
    private readonly folder: string,
    private readonly path: string,
  ) {}

  static async open(format: OutputFormat, options: VideoWriterOptions): Promise<TemporaryPipe> {
    const folder = await mkdtemp(join(tmpdir(), 'dync-'));
    rememberTemporary(folder);
    const path = join(folder, 'output');
    return new TemporaryPipe(await openFileSink(path, 'Standard output', format, options), folder, path);
  }

  write(picture: Picture): Promise<void> {
    return this.inner.write(picture);
  }

  async finish(): Promise<void> {
    await this.inner.finish();
    for await (const chunk of createReadStream(this.path)) await writeStandardOutput(chunk as Buffer);
    await this.removeFolder();
  }

  async abort(): Promise<void> {
    await this.inner.abort();
    await this.removeFolder();
  }

  private async removeFolder(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
    forgetTemporary(this.folder);
  }
}

class PngSink implements Sink {
  private readonly written: string[] = [];

  constructor(private readonly pattern: string) {}

  async write(picture: Picture): Promise<void> {
    if (this.written.length === 0) await mkdir(dirname(this.pattern), { recursive: true });
    const { width, height } = picture;
    const png = await sharp(pictureToRgb(picture, 3), { raw: { width, height, channels: 3 } })
      .png({ compressionLevel: 6 })
      .toBuffer();
    const path = sequenceName(this.pattern, this.written.length + 1);
    rememberTemporary(path);
    this.written.push(path);
    const file = await open(path, 'w');
    try {
      await file.writeFile(png);
    } finally {
      await file.close();
    }
  }

  finish(): Promise<void> {
    for (const path of this.written) forgetTemporary(path);
    return Promise.resolve();
  }

  async abort(): Promise<void> {
    for (const path of this.written) {
      await rm(path, { force: true });
      forgetTemporary(path);
    }
  }
}
