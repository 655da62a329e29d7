import type { StageRunner } from './child.js';
import type { BenchProgress } from './clock.js';

/** Options of `runBench`. */
export interface BenchOptions {
  /** Video files or folders of them. */
  readonly clips: readonly string[];
  /** See `CODEC_IDS`. */
  readonly codecs: readonly string[];
  /** Bits per second, any order. */
  readonly bitrates: readonly number[];
  /** Frames of each clip to take at most. */
  readonly frames: number;
  /** Folder for the cache of streams and results. */
  readonly cache: string;
  /** The LPIPS network; without it LPIPS is left out. */
  readonly lpips?: string;
  /** Leave LPIPS out, and say so in the results, where the network cannot be run; otherwise that is an error. */
  readonly lpipsOptional?: boolean;
  /** Folder of VVC streams made beforehand. */
  readonly anchors?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: BenchProgress) => void;
  /** How stages run; in processes of their own when left out. */
  readonly runner?: StageRunner;
}
