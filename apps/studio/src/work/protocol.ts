import type { EncodeProgress, EncodeReport, RateTarget, StreamInfo } from 'dynamics-codec';
import type { Context } from '@dynamics-codec/workers';
import type { Selection } from '../media/index.js';
import type { PictureStack } from './picture-stack.js';

/** Everything an encode in the tab needs. */
export interface EncodeOrder {
  readonly file: Blob;
  readonly name: string;
  readonly selection: Selection;
  readonly target: RateTarget;
  /** Whether to encode the same frames with one of the browser's own codecs for comparison. */
  readonly rival: boolean;
  /** Address of the neural part where key pictures shall be restored by the learned model; else `undefined`. */
  readonly models: string | undefined;
  /** Threads that encode groups of pictures side by side. */
  readonly threads: number;
}

/** What a worker that encodes groups makes its tools of. */
export type GroupSettings = Pick<EncodeOrder, 'models'>;

/** Quality of one frame against the original. */
export interface FrameFigures {
  /** dB, luma. */
  readonly psnr: Float32Array;
  readonly ssim: Float32Array;
  /** Mean gradient magnitude similarity deviation of frames spread over the clip: 0 is the original. */
  readonly gmsd: number;
  /** Fine contrast as a share of the original's: what is blurred has less. */
  readonly sharpness: number;
  /** Change from frame to frame as a share of the original's: what stands still has none. */
  readonly movement: number;
}

/** A conventional codec's encode of the same frames. */
export interface RivalResult {
  /** Name for people, for instance `AV1`. */
  readonly codec: string;
  /** Bytes of all its packets, without a container. */
  readonly bytes: number;
  /** Whether it came down to the size of our stream. */
  readonly fits: boolean;
  readonly frames: PictureStack;
  readonly figures: FrameFigures;
}

/** A finished encode and what it is compared with. */
export interface EncodeResult {
  readonly stream: Uint8Array<ArrayBuffer>;
  readonly report: EncodeReport;
  readonly info: StreamInfo;
  readonly original: PictureStack;
  readonly decoded: PictureStack;
  readonly figures: FrameFigures;
  readonly rival: RivalResult | undefined;
  /** Why there is no rival, where one was asked for. */
  readonly rivalProblem: string | undefined;
  /** Time of the encode alone, milliseconds. */
  readonly encodeTime: number;
}

/** Stages of a job: those of the encoder, then checking what decodes, then the rival. */
export type JobStage = EncodeProgress['stage'] | 'checking' | 'rival';

/** How far a job is. `fraction` runs from 0 to 1 over all stages and never falls. */
export interface JobProgress {
  readonly stage: JobStage;
  readonly fraction: number;
  /** The fraction at which the present part of the work ends. */
  readonly partEnd: number;
}

/** What the encode worker can be asked. */
export interface EncodeApi {
  encode(order: EncodeOrder, context: Context<JobProgress>): Promise<EncodeResult>;
}
