import type { NetworkRuntime } from '../../generator/index.js';
import type { StillDecoder, StillEncoder } from '../../key/index.js';
import type { Picture } from '../../picture/index.js';
import type { GroupView } from '../choose/group-view.js';
import type { GroupAssistant } from '../parallel/group-assistant.js';
import type { EncoderTool, Preset } from '../encoder-plan.js';

/** What a group is to become: at most so many bytes of payloads, or a quality from 0 to 100. */
export type GroupTarget = { readonly bytes: number } | { readonly quality: number };

/**
 * One group of pictures to encode. Plain data: it can be cloned into a thread, a process or another machine, and its
 * result depends on nothing else but the still codec and the networks there.
 */
export interface GroupJob {
  /** Frames of the group, then `tail` frames over which the next group fades in; all of one size. */
  readonly frames: readonly Picture[];
  readonly tail: number;
  /** Whether the group is the whole clip: only such a group can be a loop. */
  readonly whole: boolean;
  readonly target: GroupTarget;
  readonly preset: Preset;
  /** Parts of the encoder to leave out. */
  readonly without: readonly EncoderTool[];
  /** Id of the model that decoders restore key pictures with; 0 is the classical generator. */
  readonly modelId: number;
  /** Seed of the stream. */
  readonly seed: number;
  /** Whether the group may come back undone where it is better encoded in parts, see {@link GroupResult}. */
  readonly divisible?: boolean;
}

/** What encoding a group takes besides the job: cannot be cloned, so each thread has its own. */
export interface GroupTools {
  readonly stills: StillEncoder & StillDecoder;
  /** Runs the job's model; without it the group is planned for the classical generators. */
  readonly networks?: NetworkRuntime;
  /** Takes shares of the work on one group, in another thread; the stream is the same without it. */
  readonly assistant?: GroupAssistant | undefined;
}

/** Steps of encoding a group. */
export type GroupStage = 'flow' | 'modes' | 'motion';

/** How a group job is watched and stopped. */
export interface GroupWatch {
  /** @param share of the stage that is done, 0 to 1 */
  readonly onProgress?: (stage: GroupStage, share: number) => void;
  readonly signal?: AbortSignal;
}

/** An encoded group of pictures. Plain data. */
export interface GroupResult {
  /** Frames that the group plays, without its tail. */
  readonly frames: number;
  readonly key: Uint8Array;
  readonly motion: Uint8Array;
  /** Statistics of the motion that decoders draw; empty where none is drawn. */
  readonly statistics: Uint8Array;
  /** Alpha of the key picture; empty where it is opaque. */
  readonly cover: Uint8Array;
  readonly facts: GroupFacts;
  /** As how many groups of equal length a divisible one is better encoded: it is undone then, and has no payloads. */
  readonly parts?: number;
}

/** What an encoder learns about a group. */
export interface GroupFacts {
  /**
   * tOF of the group, in pixels of the analysis, by each motion generator that its stream may name: the classical one,
   * then the model's where it has one that runs. Empty where the group stands still.
   */
  readonly motionErrors: readonly number[];
  /** What its frames look like beside the original, as the encoder judged them. */
  readonly view: GroupView;
  /** Change of the original from frame to frame that motion does not explain, in levels. */
  readonly novelty: number;
  /** Share of the steps from frame to frame that show another view, see `clip/jumps.ts`. */
  readonly jumps: number;
  /** How much of what frames show goes from place to place, see `clip/travel.ts`; 0 where its motion is shown or made up for. */
  readonly travel: number;
  /** Whether it repeats without a seam. */
  readonly loops: boolean;
}

/** Encodes groups: on this thread, in a pool of threads, on other machines. */
export interface GroupRunner {
  /** How many groups may be under way at once, at least 1. */
  readonly concurrency: number;
  /** @throws AbortError through the signal, InvalidOptionError, ModelError */
  encodeGroup(job: GroupJob, watch: GroupWatch): Promise<GroupResult>;
}
