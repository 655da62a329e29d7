import type { VideoSample } from 'mediabunny';
import type { ColourDescription, FrameRate, Picture } from 'dynamics-codec/picture';
import type { Selection } from './selection.js';

/** Facts of an opened clip. Sizes are those of the upright picture with square pixels. */
export interface ClipFacts {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly frameRate: FrameRate;
  /** Seconds. */
  readonly duration: number;
  readonly colour: ColourDescription;
  readonly container: string;
  readonly codec: string;
  readonly hasAudio: boolean;
  /** Whether the file can hold pictures that do not cover everything behind them. */
  readonly isTransparent: boolean;
  /** Whether it holds one picture alone. */
  readonly isSingle: boolean;
}

/** An opened clip. Close it when done, also after an error. */
export interface Clip extends ClipFacts {
  /** Frames of a selection at the clip's rate. */
  pictures(selection: Selection, signal?: AbortSignal): AsyncGenerator<Picture, void, undefined>;
  /** The decoded sample on show at a time, seconds from the first frame; close it after use. */
  sampleAt(seconds: number): Promise<VideoSample | null>;
  /** Decoded samples of a time span in order; close each after use. */
  samples(start: number, end: number): AsyncGenerator<VideoSample, void, unknown>;
  /** Time of the first frame in the file's own clock, seconds. */
  readonly startTime: number;
  close(): void;
}
