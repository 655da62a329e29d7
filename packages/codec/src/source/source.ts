import type { ColourDescription, FrameRate, Picture } from '../picture/index.js';

/** Options of `openVideo`. */
export interface OpenVideoOptions {
  /** Seconds into the clip at which to start; 0 when left out. */
  readonly start?: number;
  /** Number of frames to give at most; all when left out. */
  readonly frames?: number;
  /** Frames per second to resample to (frames are repeated or left out); the clip's own rate when left out. */
  readonly fps?: number;
  /** Size to bring pictures to: cut evenly to that shape, then resampled. The clip's own size when left out. */
  readonly size?: { readonly width: number; readonly height: number };
  /** Colour behind what is transparent, `#rrggbb`; where left out, pictures have a cover, and their samples lie over black. */
  readonly background?: string;
  /** Of numbered pictures (`frame_%04d.png`) the number of the first; the lowest there is when left out. */
  readonly startNumber?: number;
  /** Raising it makes `frames()` throw the `ABORTED` error and frees everything. */
  readonly signal?: AbortSignal;
}

/** An opened video. Frames stream with constant memory; call `close` when done, also after an error. */
export interface VideoSource {
  readonly width: number;
  readonly height: number;
  /** Constant, also where the file's is not. */
  readonly frameRate: FrameRate;
  /** Frames to come as the file declares them, after `start`, `frames` and `fps`; an estimate. Unknown in pipes. */
  readonly frameCount: number | undefined;
  /** How the file's samples were tagged, or what was assumed of an untagged one (BT.709 from 720 lines). */
  readonly colour: ColourDescription;
  readonly hasAudio: boolean;
  /** Short name of the container, for instance `mp4`. */
  readonly container: string;
  /** Short name of the codec, for instance `h264`. */
  readonly codec: string;
  /** What was made of an unusual file, for people: a sentence each, which names the file. */
  readonly notes: readonly string[];
  /**
   * The pictures in display order at the constant rate. May be called once.
   * @throws MediaError `ALREADY_READ` the second time, `CLOSED` after `close`; the iterator ends with `ABORTED` where the
   * source is closed in mid-read
   */
  frames(): AsyncGenerator<Picture, void, undefined>;
  /** Waits for the call in flight and frees everything. May be called at any time, and again. */
  close(): Promise<void>;
}

/** A picture with its place in time, in seconds of the file's own clock. */
export interface TimedPicture {
  readonly picture: Picture;
  readonly time: number;
  /** 0 where the file does not say. */
  readonly duration: number;
}

/** What each reader of a format gives: pictures with their times, upright and with square pixels. */
export interface TimedSource {
  readonly width: number;
  readonly height: number;
  /** Nominal rate; of clips with a variable rate that of the part that moves. */
  readonly frameRate: FrameRate;
  /** Seconds; undefined where the file does not say. */
  readonly duration: number | undefined;
  readonly colour: ColourDescription;
  readonly hasAudio: boolean;
  readonly container: string;
  readonly codec: string;
  /** What was made of an unusual file: a sentence each, without its subject, as in "is interlaced". */
  readonly notes: readonly string[];
  /** Time of the first picture, seconds. */
  readonly startTime: number;
  /**
   * Pictures in display order, from the last random access point at or before `from`.
   * @param from seconds after the first picture
   */
  pictures(from: number): AsyncGenerator<TimedPicture, void, undefined>;
  close(): Promise<void>;
}

/** What is assumed of samples without colour tags: high definition is BT.709, anything smaller BT.601. */
export function assumedMatrix(height: number): ColourDescription['matrix'] {
  return height >= 720 ? 'bt709' : 'bt601';
}
