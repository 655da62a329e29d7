/**
 * @file Animated GIF with one good palette for the whole clip.
 *
 * A palette that changes from frame to frame makes still areas crawl, and one chosen from the first frame misses what
 * comes later. So frames are kept on disk (as y4m) while FFmpeg's palettegen gathers their colours; then paletteuse maps
 * them with an ordered dither, whose pattern stands still where the scene does, and the encoder stores only what changed.
 */
import { open, type FileHandle } from 'node:fs/promises';
import { deflateSync, inflateSync } from 'node:zlib';
import * as av from 'node-av';
import { WORKING_COLOUR, pictureToRgb, type FrameRate, type Picture } from 'dynamics-codec/picture';
import { throwIfAborted } from 'dynamics-codec/source';
import { buildGraph, pull } from './filter-graph.js';
import { GIF_TICKS, gifTimes } from './gif-times.js';
import { NativeWriter } from './native-writer.js';
import { straightened } from './straight-alpha.js';
import type { VideoWriterOptions } from './writer-options.js';
import { openY4m, y4mFrame, y4mHeader } from './y4m.js';
import { forgetTemporary, rememberTemporary } from './temporary.js';
import { rm } from 'node:fs/promises';
import { ownedFrame } from './owned-frame.js';

const GATHERING = 'max_colors=256:reserve_transparent=1:stats_mode=full';
const MAPPING = 'dither=bayer:bayer_scale=3:diff_mode=rectangle';

/** Alpha from which a pixel is shown, as for FFmpeg's `paletteuse`. */
const SHOWN = 128;

/** Collects pictures for a GIF at `path`; nothing is written there before `finish`. */
export class GifWriter {
  private readonly spoolPath: string;
  private palette: PaletteGraph | undefined;
  private spool: FileHandle | undefined;
  private spooled = 0;
  /** Which pixels of each picture are shown, deflated. */
  private readonly alphas: Uint8Array[] = [];

  private constructor(
    private readonly path: string,
    private readonly label: string,
    private readonly width: number,
    private readonly height: number,
    private readonly frameRate: FrameRate,
    private readonly signal: AbortSignal | undefined,
    private readonly transparent: boolean,
  ) {
    this.spoolPath = `${path}.y4m`;
  }

  static async open(
    path: string,
    label: string,
    { width, height, frameRate, signal, transparent = false }: VideoWriterOptions,
  ): Promise<GifWriter> {
    av.Log.setLevel(av.AV_LOG_QUIET);
    const writer = new GifWriter(path, label, width, height, frameRate, signal, transparent);
    writer.spool = await open(writer.spoolPath, 'wx', 0o600);
    rememberTemporary(writer.spoolPath);
    try {
      await writer.spool.write(y4mHeader(width, height, frameRate, WORKING_COLOUR));
      writer.palette = await PaletteGraph.open(width, height);
    } catch (error) {
      await writer.discard();
      throw error;
    }
    return writer;
  }

  async write(picture: Picture): Promise<void> {
    const cut = this.transparent ? withBits(straightened(picture), onlyBits(picture)) : picture;
    if (cut.cover !== undefined) this.alphas.push(deflateSync(cut.cover.alpha));
    await this.spool!.writeFile(y4mFrame(cut, WORKING_COLOUR));
    await this.palette!.add(cut);
    this.spooled++;
  }

  async finish(): Promise<void> {
    const palette = await this.palette!.palette();
    const { shown, end } = gifTimes(this.spooled, this.frameRate);
    const track = {
      muxer: 'gif',
      encoder: 'gif',
      pixelFormat: av.AV_PIX_FMT_PAL8,
      width: this.width,
      height: this.height,
      frameRate: this.frameRate,
      timeBase: { num: 1, den: GIF_TICKS },
      colour: undefined,
      encoderOptions: {},
      muxerOptions: { loop: 0, final_delay: end - (shown.at(-1)?.tick ?? 0) },
    };
    let graph: MappingGraph | undefined;
    let writer: NativeWriter | undefined;
    const frames = await openY4m(this.spoolPath, this.label, undefined, this.signal);
    try {
      writer = await NativeWriter.open(this.path, this.label, track);
      graph = await MappingGraph.open(this.width, this.height, palette);
      let index = 0;
      let next = 0;
      for await (const { picture } of frames.pictures(0)) {
        throwIfAborted(this.signal);
        const choice = shown[next];
        if (choice?.index !== index++) continue;
        next++;
        const bits = this.alphas[choice.index];
        const cut = bits === undefined ? picture : withBits(picture, inflateSync(bits));
        for (const mapped of await graph.map(cut, BigInt(choice.tick))) await writeAndFree(writer, mapped);
      }
      for (const mapped of await graph.end()) await writeAndFree(writer, mapped);
      await writer.finish();
    } finally {
      palette.free();
      graph?.close();
      await writer?.discard();
      await frames.close();
      await this.discard();
    }
  }

  async discard(): Promise<void> {
    this.palette?.close();
    this.palette = undefined;
    await this.spool?.close();
    this.spool = undefined;
    await rm(this.spoolPath, { force: true });
    forgetTemporary(this.spoolPath);
  }
}

/** Alpha as GIFs hold it: a pixel is shown or not. */
function onlyBits({ cover, y }: Picture): Uint8Array {
  return cover === undefined ? new Uint8Array(y.length).fill(255) : cover.alpha.map((a) => (a < SHOWN ? 0 : 255));
}

/** A picture over black of which only some pixels are shown. */
function withBits(picture: Picture, alpha: Uint8Array): Picture {
  return { ...picture, cover: { alpha, matte: 0 } };
}

async function writeAndFree(writer: NativeWriter, frame: av.Frame): Promise<void> {
  try {
    await writer.write(frame);
  } finally {
    frame.free();
  }
}

/** An RGBA frame of a picture; free it. */
function rgbaFrame(picture: Picture, pts: bigint): av.Frame {
  const rgba = pictureToRgb(picture, 4);
  const { width, height } = picture;
  return ownedFrame(Buffer.from(rgba.buffer), {
    width,
    height,
    format: av.AV_PIX_FMT_RGBA,
    timeBase: { num: 1, den: GIF_TICKS },
    pts,
  });
}

function sourceArguments(width: number, height: number): string {
  return `video_size=${width}x${height}:pix_fmt=${av.AV_PIX_FMT_RGBA}:time_base=1/${GIF_TICKS}:pixel_aspect=1/1`;
}

class PaletteGraph {
  private constructor(
    private readonly graph: av.FilterGraph,
    private readonly source: av.FilterContext,
    private readonly sink: av.FilterContext,
  ) {}

  static async open(width: number, height: number): Promise<PaletteGraph> {
    const { graph, inputs, sink } = await buildGraph('palettegen', GATHERING, [sourceArguments(width, height)]);
    return new PaletteGraph(graph, inputs[0]!, sink);
  }

  async add(picture: Picture): Promise<void> {
    const frame = rgbaFrame(picture, 0n);
    try {
      av.FFmpegError.throwIfError(await this.source.buffersrcAddFrame(frame), 'gather colours');
    } finally {
      frame.free();
    }
  }

  async palette(): Promise<av.Frame> {
    await this.source.buffersrcAddFrame(null);
    const frame = await pull(this.sink);
    if (!frame) throw new Error('No palette came out of palettegen');
    return frame;
  }

  close(): void {
    this.graph.free();
  }
}

class MappingGraph {
  private constructor(
    private readonly graph: av.FilterGraph,
    private readonly source: av.FilterContext,
    private readonly sink: av.FilterContext,
  ) {}

  static async open(width: number, height: number, palette: av.Frame): Promise<MappingGraph> {
    const paletteSource = `video_size=${palette.width}x${palette.height}:pix_fmt=${palette.format}:time_base=1/${GIF_TICKS}:pixel_aspect=1/1`;
    const { graph, inputs, sink } = await buildGraph('paletteuse', MAPPING, [
      sourceArguments(width, height),
      paletteSource,
    ]);
    palette.pts = 0n;
    av.FFmpegError.throwIfError(await inputs[1]!.buffersrcAddFrame(palette), 'set a palette');
    await inputs[1]!.buffersrcAddFrame(null);
    return new MappingGraph(graph, inputs[0]!, sink);
  }

  async map(picture: Picture, pts: bigint): Promise<av.Frame[]> {
    const frame = rgbaFrame(picture, pts);
    try {
      av.FFmpegError.throwIfError(await this.source.buffersrcAddFrame(frame), 'map colours');
    } finally {
      frame.free();
    }
    return this.ready();
  }

  async end(): Promise<av.Frame[]> {
    await this.source.buffersrcAddFrame(null);
    return this.ready();
  }

  close(): void {
    this.graph.free();
  }

  private async ready(): Promise<av.Frame[]> {
    const frames: av.Frame[] = [];
    for (let frame = await pull(this.sink); frame; frame = await pull(this.sink)) frames.push(frame);
    return frames;
  }
}
