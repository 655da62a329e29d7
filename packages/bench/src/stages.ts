/**
 * @file The two stages of a point that are timed, each meant for a process of its own: only then is peak memory that of
 * one codec, and a native encoder that crashes takes nothing else along.
 */
import { loadClip, type ClipFile } from './clip.js';
import type { BenchCodec, ClipFacts, Setting } from './codec.js';
import { codecsOf } from './codecs/index.js';
import { writeFrames } from './frame-file.js';

/** Encodes a clip into `output`. */
export interface EncodeJob {
  readonly stage: 'encode';
  readonly codec: string;
  readonly anchors: string | undefined;
  readonly clip: ClipFile;
  readonly frames: number;
  readonly setting: Setting;
  readonly output: string;
}

/** Decodes a stream into raw frames in `output`. */
export interface DecodeJob {
  readonly stage: 'decode';
  readonly codec: string;
  readonly anchors: string | undefined;
  readonly clip: ClipFacts;
  readonly stream: string;
  readonly setting: Setting;
  readonly output: string;
}

/** What a stage took. */
export interface Effort {
  /** Wall clock. */
  readonly seconds: number;
  /** Of all threads of the process. */
  readonly cpuSeconds: number;
  /** Largest resident size of the process so far, with Node itself. */
  readonly peakBytes: number;
}

/** Result of an {@link EncodeJob}. */
export interface EncodeResult extends Effort {
  readonly bytes: number;
  readonly note?: string;
}

/** Result of a {@link DecodeJob}. */
export interface DecodeResult extends Effort {
  readonly frames: number;
}

/** What a process of the bench can be asked. */
export interface StageApi {
  encode(job: EncodeJob): Promise<EncodeResult>;
  decode(job: DecodeJob): Promise<DecodeResult>;
}

/** Runs a stage in this process. */
export async function runStage(job: EncodeJob): Promise<EncodeResult>;
export async function runStage(job: DecodeJob): Promise<DecodeResult>;
export async function runStage(job: EncodeJob | DecodeJob): Promise<EncodeResult | DecodeResult>;
export async function runStage(job: EncodeJob | DecodeJob): Promise<EncodeResult | DecodeResult> {
  const codec = (await codecsOf([job.codec], job.anchors))[0]!;
  return job.stage === 'encode' ? encodeStage(codec, job) : decodeStage(codec, job);
}

async function encodeStage(codec: BenchCodec, job: EncodeJob): Promise<EncodeResult> {
  const clip = await loadClip(job.clip, job.frames);
  const { result, effort } = await measured(() => codec.encode(clip, job.setting, job.output));
  return { ...result, ...effort };
}

async function decodeStage(codec: BenchCodec, job: DecodeJob): Promise<DecodeResult> {
  const { result, effort } = await measured(() => codec.decode(job.stream, job.clip, job.setting));
  await writeFrames(job.output, result);
  return { frames: result.length, ...effort };
}

async function measured<T>(work: () => Promise<T>): Promise<{ result: T; effort: Effort }> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const result = await work();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return {
    result,
    effort: { seconds, cpuSeconds: (user + system) / 1e6, peakBytes: process.resourceUsage().maxRSS * 1024 },
  };
}
