import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { pictureToRgb, type ColourDescription, type Picture } from 'dynamics-codec/picture';
import { openThrough, type ByteOutput } from './byte-output.js';
import { EncodedSink } from './encoded-sink.js';
import { GifWriter } from './gif-writer.js';
import { NumberedFiles } from './numbered-files.js';
import { resolveOutput } from './output-target.js';
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
  format: Exclude<OutputFormat, 'png'>,
  options: VideoWriterOptions,
): Promise<Sink> {
  if (format === 'y4m') return Y4mSink.open(await fileOutput(path), options);
  if (format === 'gif') {
    const writer = await GifWriter.open(path, label, options);
    return { write: (picture) => writer.write(picture), finish: () => writer.finish(), abort: () => writer.discard() };
  }
  return EncodedSink.open(path, label, format, options);
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
    format: Exclude<OutputFormat, 'png'>,
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
    const channels = picture.cover === undefined ? 3 : 4;
    const png = await sharp(pictureToRgb(picture, channels), { raw: { width, height, channels } })
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
