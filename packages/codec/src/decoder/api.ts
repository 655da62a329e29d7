import type { PlayBudgets } from '../bitstream/index.js';
import type { GeneratorChoice, NetworkRuntime } from '../generator/index.js';
import type { StillDecoder } from '../key/index.js';
import type { ColourDescription, FrameRate } from '../picture/index.js';
import type { FrameRunner } from './frame-runner.js';

/** Options of `Decoder.open`, and what the stream may ask for. */
export interface DecodeOptions extends PlayBudgets {
  readonly stills: StillDecoder;
  /** Scales the motion: 0 stands still, 1 is as encoded, up to 3. */
  readonly motion?: number;
  /** Scales the motion that is drawn, not sent: 0 shows only what was sent, 1 (when left out) is as measured, up to 2. */
  readonly liveliness?: number;
  /** Which generators may be used; `auto` when left out. */
  readonly generator?: GeneratorChoice;
  /** How much of the key pictures stays as it was sent: 0, when left out, restores them at full strength, 1 not at all. */
  readonly fidelity?: number;
  /** Runs the models that streams name, `nodeNetworks()` in Node; without it there are the classical generators only. */
  readonly networks?: NetworkRuntime;
  /** Renders pictures in threads, `frameThreads()` in Node; where left out they are rendered one by one by the caller's thread. */
  readonly frames?: FrameRunner;
  readonly signal?: AbortSignal;
}

/** Sizes and facts of one group of pictures. Sizes in bytes. */
export interface GroupInfo {
  readonly firstFrame: number;
  readonly frames: number;
  readonly bytes: number;
  readonly keyBytes: number;
  readonly motionBytes: number;
  /** Statistics of the motion that decoders draw; 0 where none is drawn. */
  readonly statisticsBytes: number;
  /** Alpha of the key picture; 0 where the group is opaque. */
  readonly coverBytes: number;
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
  /** Whether what lies behind pictures may show through. */
  readonly transparent: boolean;
  readonly modelId: number;
  readonly seed: number;
  readonly bytes: number;
  /** Bits per second. */
  readonly bitrate: number;
  readonly overheadBytes: number;
  readonly groups: readonly GroupInfo[];
}
