import type { FrameSamples } from '@dynamics-codec/metrics';
import type { ColourDescription, FrameRate, Picture } from 'dynamics-codec/picture';

/** What a codec needs to know of a clip. */
export interface ClipFacts {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly frameRate: FrameRate;
  readonly colour: ColourDescription;
}

/** What a codec is given to encode. */
export interface ClipFrames extends ClipFacts {
  readonly frames: readonly Picture[];
  /** The same frames as the clip's file holds them. */
  readonly samples: readonly FrameSamples[];
}

/** One way to run a codec: plain data, so that it can cross process borders and name a cache entry. */
export interface Setting {
  /** Short and unique within the codec, fit for a file name, for instance `crf45-half`. */
  readonly id: string;
  /** Command line or options in words, for the report. */
  readonly text: string;
  /** Options that the codec understands. */
  readonly values: Readonly<Record<string, string | number>>;
  /** A stream made beforehand, which is measured instead of encoding; with what its maker noted of the encode. */
  readonly stream?: { readonly path: string; readonly encodeCpuSeconds?: number };
}

/**
 * Settings in the order of rising rate. With `window` true a sweep ends above the wished rates, and only points near
 * them are measured; otherwise all are.
 */
export interface Sweep {
  readonly settings: readonly Setting[];
  readonly window: boolean;
}

/** Size of a stream and how it was counted. */
export interface EncodedStream {
  /** Bytes that count: all of them for ours, without start codes, supplemental messages and container for the others. */
  readonly bytes: number;
  readonly note?: string;
}

/** A codec under test. */
export interface BenchCodec {
  readonly id: string;
  readonly label: string;
  /** Name and version of what runs, as it names itself; may run it to ask. */
  version(): Promise<string>;
  /** Settings in words, with the number of threads. */
  readonly description: string;
  /** Command line or options, with what is swept in capitals. */
  readonly command: string;
  /** Changes whenever the codec's output may change. */
  readonly cacheKey: string;
  /** The codec whose streams this one decodes in another way; left out where it encodes its own. */
  readonly streamsOf?: Pick<BenchCodec, 'id' | 'cacheKey'>;
  /** @param bitrates bits per second that are wished for, rising */
  sweeps(clip: ClipFacts, bitrates: readonly number[]): Promise<readonly Sweep[]>;
  /** Encodes into a file. Not called for settings with a stream. */
  encode(clip: ClipFrames, setting: Setting, output: string): Promise<EncodedStream>;
  /** Counts a stream made beforehand. */
  count?(path: string): Promise<EncodedStream>;
  /** Decodes a file to frames of the clip's size, as a file with the clip's tags would hold them. */
  decode(stream: string, clip: ClipFacts, setting: Setting): Promise<FrameSamples[]>;
}
