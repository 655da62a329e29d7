import * as av from 'node-av';

/** What {@link makeClip} makes. */
export interface ClipRecipe {
  /** A filter graph without inputs, for instance `testsrc2=s=128x96:r=25:d=0.4,setsar=4/3,format=yuv420p`. */
  readonly graph: string;
  readonly encoder: string;
  readonly encoderOptions?: Readonly<Record<string, string | number>>;
  /** The muxer, where the file's ending does not tell. */
  readonly muxer?: string;
  readonly muxerOptions?: Readonly<Record<string, string | number>>;
}

/** Pictures that FFmpeg made of a file: tight rows of 8-bit RGBA. */
export interface ReferencePicture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/** FFmpeg's conversion without short cuts; RGBA with straight alpha. */
const ACCURATE = 'scale=flags=bicubic+accurate_rnd+full_chroma_int+full_chroma_inp,format=rgba';

/** Encodes the pictures of a filter graph into a file, as `ffmpeg -f lavfi -i GRAPH PATH` does. */
export async function makeClip(path: string, recipe: ClipRecipe): Promise<void> {
  av.Log.setLevel(av.AV_LOG_QUIET);
  const { graph, sink } = await configured(`${recipe.graph},buffersink@out`);
  const format = new av.FormatContext();
  check(format.allocOutputContext2(null, recipe.muxer ?? null, path));
  const frame = newFrame();
  check(await sink.buffersinkGetFrame(frame));
  const codec = av.Codec.findEncoderByName(recipe.encoder as av.FFEncoderCodec)!;
  const encoder = new av.CodecContext();
  encoder.allocContext3(codec);
  encoder.width = frame.width;
  encoder.height = frame.height;
  encoder.timeBase = sink.buffersinkGetTimeBase();
  encoder.framerate = sink.buffersinkGetFrameRate();
  encoder.sampleAspectRatio = frame.sampleAspectRatio;
  encoder.pixelFormat = frame.format as av.AVPixelFormat;
  encoder.colorSpace = frame.colorSpace;
  encoder.colorRange = frame.colorRange;
  encoder.chromaLocation = frame.chromaLocation;
  if (((format.oformat?.flags ?? 0) & av.AVFMT_GLOBALHEADER) !== 0) encoder.setFlags(av.AV_CODEC_FLAG_GLOBAL_HEADER);
  check(await encoder.open2(codec, av.Dictionary.fromObject({ ...recipe.encoderOptions })));
  const stream = format.newStream(codec);
  check(stream.codecpar.fromContext(encoder));
  stream.timeBase = encoder.timeBase;
  stream.avgFrameRate = encoder.framerate;
  stream.sampleAspectRatio = encoder.sampleAspectRatio;
  check(await format.openOutput());
  check(await format.writeHeader(av.Dictionary.fromObject({ ...recipe.muxerOptions })));
  const packet = new av.Packet();
  packet.alloc();
  const drain = async () => {
    while ((await encoder.receivePacket(packet)) >= 0) {
      packet.streamIndex = stream.index;
      packet.rescaleTs(encoder.timeBase, stream.timeBase);
      check(await format.interleavedWriteFrame(packet));
    }
  };
  do {
    frame.pictType = av.AV_PICTURE_TYPE_NONE;
    check(await encoder.sendFrame(frame));
    frame.unref();
    await drain();
  } while ((await sink.buffersinkGetFrame(frame)) >= 0);
  check(await encoder.sendFrame(null));
  await drain();
  check(await format.writeTrailer());
  packet.free();
  frame.free();
  encoder.freeContext();
  await format.closeOutput();
  format.freeContext();
  graph.free();
}

/** Copies a file's packets into another from `start` seconds on, as `ffmpeg -ss START -i FROM -c copy TO` does. */
export async function cutClip(from: string, to: string, start: number): Promise<void> {
  const input = await opened(from);
  const output = new av.FormatContext();
  check(output.allocOutputContext2(null, null, to));
  const source = input.streams[0]!;
  const stream = output.newStream();
  check(source.codecpar.copy(stream.codecpar));
  stream.timeBase = source.timeBase;
  const offset = BigInt(Math.round((start * source.timeBase.den) / source.timeBase.num));
  check(await input.seekFrame(0, offset, av.AVSEEK_FLAG_BACKWARD));
  check(await output.openOutput());
  check(await output.writeHeader());
  const packet = new av.Packet();
  packet.alloc();
  while ((await input.readFrame(packet)) >= 0) {
    packet.pts -= offset;
    packet.dts -= offset;
    packet.rescaleTs(source.timeBase, stream.timeBase);
    check(await output.interleavedWriteFrame(packet));
  }
  check(await output.writeTrailer());
  packet.free();
  await output.closeOutput();
  output.freeContext();
  await input.closeInput();
}

/**
 * Decodes a file and converts it by FFmpeg's filters alone, none of which the package under test uses.
 * @param filters what to do before the conversion to RGBA, for instance `scale=171:96`
 */
export async function referencePictures(path: string, filters = 'null'): Promise<ReferencePicture[]> {
  av.Log.setLevel(av.AV_LOG_QUIET);
  const input = await opened(path);
  const stream = input.streams[input.findBestStream(av.AVMEDIA_TYPE_VIDEO)]!;
  const decoder = new av.CodecContext();
  const codec = av.Codec.findDecoder(stream.codecpar.codecId)!;
  decoder.allocContext3(codec);
  check(decoder.parametersToContext(stream.codecpar));
  decoder.pktTimebase = stream.timeBase;
  check(await decoder.open2(codec));
  const packet = new av.Packet();
  packet.alloc();
  const frame = newFrame();
  const pictures: ReferencePicture[] = [];
  let running: Awaited<ReturnType<typeof configured>> | undefined;
  const pull = async () => {
    const out = newFrame();
    while (running && (await running.sink.buffersinkGetFrame(out)) >= 0) pictures.push(tight(out));
    out.free();
  };
  const take = async () => {
    while ((await decoder.receiveFrame(frame)) >= 0) {
      running ??= await configured(`${bufferOf(frame, stream.timeBase)},${filters},${ACCURATE},buffersink@out`);
      check(await running.source!.buffersrcAddFrame(frame));
      await pull();
    }
  };
  while ((await input.readFrame(packet)) >= 0) {
    if (packet.streamIndex === stream.index) await decoder.sendPacket(packet);
    packet.unref();
    await take();
  }
  await decoder.sendPacket(null);
  await take();
  await running?.source!.buffersrcAddFrame(null);
  await pull();
  running?.graph.free();
  packet.free();
  frame.free();
  decoder.freeContext();
  await input.closeInput();
  return pictures;
}

async function opened(path: string): Promise<av.FormatContext> {
  const input = new av.FormatContext();
  check(await input.openInput(path));
  check(await input.findStreamInfo());
  return input;
}

function bufferOf(frame: av.Frame, timeBase: av.IRational): string {
  const { width, height, format, colorSpace, colorRange } = frame;
  return `buffer@in=video_size=${width}x${height}:pix_fmt=${format}:time_base=${timeBase.num}/${timeBase.den}:colorspace=${colorSpace}:range=${colorRange}`;
}

async function configured(description: string) {
  const graph = new av.FilterGraph();
  graph.alloc();
  check(graph.parse2(description));
  check(await graph.config());
  const filters = graph.filters ?? [];
  const sink = filters.find((filter) => filter.isSink())!;
  const source = filters.find((filter) => filter.filter?.name === 'buffer');
  return { graph, sink, source };
}

function newFrame(): av.Frame {
  const frame = new av.Frame();
  frame.alloc();
  return frame;
}

function tight(frame: av.Frame): ReferencePicture {
  const { width, height } = frame;
  const rgba = new Uint8Array(width * height * 4);
  for (let row = 0; row < height; row++) {
    const from = row * frame.linesize[0]!;
    rgba.set(frame.data![0]!.subarray(from, from + width * 4), row * width * 4);
  }
  frame.unref();
  return { width, height, rgba };
}

function check(code: number): void {
  av.FFmpegError.throwIfError(code, 'make a test clip');
}
