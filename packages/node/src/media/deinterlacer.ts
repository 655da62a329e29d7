import * as av from 'node-av';
import { buildGraph, pull } from './filter-graph.js';

/** One picture for each frame, in the order of its fields; frames that are not interlaced pass as they are. */
const OPTIONS = 'mode=send_frame:parity=auto:deint=interlaced';

/** Whether a frame was sampled in two fields. */
export function isInterlaced(frame: av.Frame): boolean {
  return frame.hasFlags(av.AV_FRAME_FLAG_INTERLACED);
}

/**
 * Makes whole pictures of frames of two fields by FFmpeg's bwdif, which takes the missing lines from the fields before
 * and after where nothing moves. It gives as many pictures as it takes, one later.
 */
export class Deinterlacer {
  private ended = false;

  private constructor(
    private readonly graph: av.FilterGraph,
    private readonly source: av.FilterContext,
    private readonly sink: av.FilterContext,
    /** Unit of the times of its pictures, seconds. */
    readonly tick: number,
  ) {}

  /** @param frame the first one @param timeBase unit of its times */
  static async open(frame: av.Frame, timeBase: av.IRational): Promise<Deinterlacer> {
    const { width, height, format, colorSpace, colorRange } = frame;
    const { graph, inputs, sink } = await buildGraph('bwdif', OPTIONS, [
      `video_size=${width}x${height}:pix_fmt=${format}:time_base=${timeBase.num}/${timeBase.den}:colorspace=${colorSpace}:range=${colorRange}`,
    ]);
    const { num, den } = sink.buffersinkGetTimeBase();
    return new Deinterlacer(graph, inputs[0]!, sink, num / den);
  }

  /** Takes a frame, which the caller keeps. */
  async push(frame: av.Frame): Promise<void> {
    frame.pts = frame.bestEffortTimestamp;
    av.FFmpegError.throwIfError(await this.source.buffersrcAddFrame(frame), 'deinterlace a frame');
  }

  /** Takes the end of the stream. @returns false where it was taken before */
  async end(): Promise<boolean> {
    if (this.ended) return false;
    this.ended = true;
    av.FFmpegError.throwIfError(await this.source.buffersrcAddFrame(null), 'deinterlace the last frame');
    return true;
  }

  /** Puts the next picture into `frame`; false where none is ready. */
  async pull(frame: av.Frame): Promise<boolean> {
    const picture = await pull(this.sink);
    if (!picture) return false;
    picture.bestEffortTimestamp = picture.pts;
    frame.unref();
    const code = frame.ref(picture);
    picture.free();
    av.FFmpegError.throwIfError(code, 'take a deinterlaced frame');
    frame.bestEffortTimestamp = frame.pts;
    return true;
  }

  close(): void {
    this.graph.free();
  }
}
