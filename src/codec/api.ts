import type { GeneratorChoice, NetworkRuntime } from '../generator/index.js';
import type { StillDecoder, StillEncoder } from '../key/index.js';
import type { EncoderTool, Preset } from './encoder-plan.js';
import type { ColourDescription, FrameRate, Picture } from '../picture/index.js';

/** What the encoder aims at: bits per second, bytes of the whole file, or a quality from 0 to 100. */
export type RateTarget =
  | { readonly bitrate: number }
  | { readonly bytes: number }
  | { readonly quality: number };

/** How far an encode has come. `fraction` runs from 0 to 1 and never falls. */
export interface EncodeProgress {
  readonly stage: 'reading' | 'flow' | 'modes' | 'key' | 'motion' | 'writing';
  readonly fraction: number;
  readonly framesRead: number;
  readonly framesTotal: number | undefined;
}

/** Options of {@link encode}. */
export interface EncodeOptions {
  readonly frameRate: FrameRate;
  readonly target: RateTarget;
  readonly stills: StillEncoder & StillDecoder;
  /** How the source's samples were tagged; a decoded file is tagged alike. BT.709 limited when left out. */
  readonly colour?: ColourDescription;
  /** Number of frames to come, where it is known: makes `bytes` targets of several groups and progress exact. */
  readonly frameCount?: number;
  /** Id of the model that decoders shall restore key pictures with; 0, the classical generator, when left out. */
  readonly modelId?: number;
  /** Runs that model, so that bytes go where it cannot guess; without it the encoder plans for the classical generator. */
  readonly networks?: NetworkRuntime;
  /** Longest group of pictures in frames, 8 to 1024; 160 when left out. */
  readonly groupLimit?: number;
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
  /** One sentence that says why the target was missed, where it was. */
  readonly note: string | undefined;
}

/** A finished stream. */
export interface Encoded {
  readonly bytes: Uint8Array;
  readonly report: EncodeReport;
}

/** Frames in display order: an iterable of pictures of equal size. */
export type FrameSource = AsyncIterable<Picture> | Iterable<Picture>;

/** Options of `Decoder.open`. */
export interface DecodeOptions {
  readonly stills: StillDecoder;
  /** Scales the motion: 0 stands still, 1 is as encoded, up to 3. */
  readonly motion?: number;
  /** Which generators may be used; `auto` when left out. */
  readonly generator?: GeneratorChoice;
  /** How much of the key pictures stays as it was sent: 0, when left out, restores them at full strength, 1 not at all. */
  readonly fidelity?: number;
  /** Runs the models that streams name, `nodeNetworks()` in Node; without it there are the classical generators only. */
  readonly networks?: NetworkRuntime;
  readonly signal?: AbortSignal;
}

/** Sizes and facts of one group of pictures. Sizes in bytes. */
export interface GroupInfo {
  readonly firstFrame: number;
  readonly frames: number;
  readonly bytes: number;
  readonly keyBytes: number;
  readonly motionBytes: number;
  /** Frame of the group that the key picture shows. */
  readonly keyFrame: number;
  readonly modes: number;
  /** Period of the loop in frames, where the group is one. */
  readonly loopFrames: number | undefined;
}

/** Facts of a stream, read without decoding pictures. */
export interface StreamInfo {
  readonly version: number;
  readonly profile: number;
  readonly width: number;
  readonly height: number;
  readonly frameRate: FrameRate;
  readonly frames: number;
  /** Seconds. */
  readonly duration: number;
  readonly colour: ColourDescription;
  readonly modelId: number;
  readonly seed: number;
  readonly bytes: number;
  /** Bits per second. */
  readonly bitrate: number;
  readonly overheadBytes: number;
  readonly groups: readonly GroupInfo[];
}
