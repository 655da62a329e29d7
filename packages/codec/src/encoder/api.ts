import type { StreamBudgets } from '../bitstream/index.js';
import type { NetworkRuntime } from '../generator/index.js';
import type { StillDecoder, StillEncoder } from '../key/index.js';
import type { GroupRunner } from './group/group-job.js';
import type { EncoderTool, Preset } from './encoder-plan.js';
import type { ColourDescription, FrameRate, Picture } from '../picture/index.js';

/** What the encoder aims at: bits per second, bytes of the whole file, or a quality from 0 to 100. */
export type RateTarget = { readonly bitrate: number } | { readonly bytes: number } | { readonly quality: number };

/** How far an encode has come. `fraction` runs from 0 to 1 and never falls. */
export interface EncodeProgress {
  readonly stage: 'reading' | 'flow' | 'modes' | 'key' | 'motion' | 'writing';
  readonly fraction: number;
  readonly framesRead: number;
  readonly framesTotal: number | undefined;
}

/** Options of {@link encode}, and what the clip may ask for: a decoder with the same budgets plays what comes of it. */
export interface EncodeOptions extends Pick<StreamBudgets, 'maxPixels' | 'maxSeconds'> {
  readonly frameRate: FrameRate;
  readonly target: RateTarget;
  readonly stills: StillEncoder & StillDecoder;
  /** How the source's samples were tagged; a decoded file is tagged alike. BT.709 limited when left out. */
  readonly colour?: ColourDescription;
  /** Number of frames to come, where it is known: makes `bytes` targets of several groups and progress exact. */
  readonly frameCount?: number;
  /**
   * Id of the model that decoders shall restore key pictures with; 0, the classical generator, when left out, and above
   * the 2^21 pixels that models are run for.
   */
  readonly modelId?: number;
  /** Runs that model, so that bytes go where it cannot guess; without it the encoder plans for the classical generator. */
  readonly networks?: NetworkRuntime;
  /** Longest group of pictures in frames, 8 to 1024; 160 when left out. */
  readonly groupLimit?: number;
  /** Seed of all that decoders draw, 0 to 2^31 - 1; written to the stream. 0 when left out. */
  readonly seed?: number;
  /** Encodes the groups, in threads for instance; one after another, on this thread, when left out. */
  readonly groups?: GroupRunner;
  /** `balanced` when left out. */
  readonly preset?: Preset;
  /** Parts of the encoder to leave out, to see what they are worth. */
  readonly without?: readonly EncoderTool[];
  readonly onProgress?: (progress: EncodeProgress) => void;
  readonly signal?: AbortSignal;
}

/** What an encode did, for people and for `dync info`. Sizes in bytes. */
export interface EncodeReport {
  readonly bytes: number;
  readonly frames: number;
  readonly bitrate: number;
  /** Whether the size came out between -5 % and 0 % of the target; with a `quality` target always true. */
  readonly onTarget: boolean;
  /** Sentences that say why the target was missed, why the model is not used, and that most motion is lost, where that is so. */
  readonly note: string | undefined;
  /** One sentence that says so where a conventional codec may look better at this size. */
  readonly caution: string | undefined;
}

/** A finished stream. */
export interface Encoded {
  readonly bytes: Uint8Array;
  readonly report: EncodeReport;
}

/** Frames in display order: an iterable of pictures of equal size. */
export type FrameSource = AsyncIterable<Picture> | Iterable<Picture>;
