import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  ClipReferee,
  LIFE_MIN_FRAMES,
  LIFE_MIN_SIDE,
  LifeReferee,
  NATURE_MIN_FRAMES,
  natureBound,
  openCvPicture,
  type ClipLife,
  type DeepFeatures,
  type FrameSamples,
  type Lpips,
} from '@dynamics-codec/metrics';
import { forgetTemporary, rememberTemporary } from '@dynamics-codec/node';
import { framesPerSecond } from 'dynamics-codec/picture';
import type { BenchOptions } from './bench-options.js';
import { BenchCache } from './cache.js';
import { runInChild, type StageRunner } from './child.js';
import { loadClip, type LoadedClip } from './clip.js';
import { fileHash } from './code-hash.js';
import type { BenchClock } from './clock.js';
import type { BenchCodec, Setting, Sweep } from './codec.js';
import { readFrames } from './frame-file.js';
import type { BenchFailure, BenchPoint, PointMetrics } from './results.js';
import type { EncodeResult } from './stages.js';

/** Points are measured from this share of the lowest to this multiple of the highest wished rate. */
const WINDOW = [0.55, 1.7] as const;

/** What the clips of a bench share. */
export interface BenchContext {
  readonly options: BenchOptions;
  readonly lpips: Lpips | undefined;
  readonly features: DeepFeatures | undefined;
  /** Changes whenever figures may change. */
  readonly metricsKey: string;
  readonly failures: BenchFailure[];
  readonly clock: BenchClock;
}

interface Stream extends Partial<EncodeResult> {
  readonly bytes: number;
  readonly path: string;
}

/** Measures codecs on one clip. */
export class ClipBench {
  private readonly cache: BenchCache;
  private readonly referee: ClipReferee<FrameSamples>;
  /** Undefined where the clip is too short or too small. */
  private readonly life: LifeReferee<FrameSamples> | undefined;
  private readonly seconds: number;

  constructor(
    private readonly clip: LoadedClip,
    private readonly shared: BenchContext,
  ) {
    const { lpips, options } = shared;
    this.cache = new BenchCache(join(options.cache, clip.id));
    this.seconds = clip.frames.length / framesPerSecond(clip.frameRate);
    this.referee = new ClipReferee(clip.samples, this.view, lpips ? { lpips } : {});
    if (clip.frames.length >= LIFE_MIN_FRAMES && Math.min(clip.width, clip.height) >= LIFE_MIN_SIDE)
      this.life = new LifeReferee(clip.samples, this.view, shared.features);
  }

  /** The bound that nature sets, of twice as many frames as are measured where the clip has them. */
  async nature(): Promise<ClipLife | undefined> {
    const { clip, shared } = this;
    const { options, metricsKey, features, clock } = shared;
    if (Math.min(clip.width, clip.height) < LIFE_MIN_SIDE) return undefined;
    const limit = Math.max(2 * options.frames, NATURE_MIN_FRAMES);
    const { value, kept } = await this.cache.get('nature', [clip.hash, limit, metricsKey], async () => {
      const { samples } = await loadClip(clip, limit, options.signal);
      const life = await natureBound(samples, this.view, features);
      return life === undefined ? {} : { life };
    });
    if (!kept) clock.worked();
    return value.life;
  }

  /** The points of a codec; what fails goes to the failures. */
  async codec(codec: BenchCodec): Promise<BenchPoint[]> {
    const sweeps = await codec.sweeps(this.clip, this.shared.options.bitrates);
    if (sweeps.length === 0)
      this.fail(codec, undefined, `no ${codec.label} streams of this clip, and no encoder to make them`);
    const points: BenchPoint[] = [];
    const failed = this.shared.failures.length;
    for (const [index, sweep] of sweeps.entries())
      points.push(...(await this.sweep(codec, sweep, index / sweeps.length, 1 / sweeps.length)));
    if (sweeps.length > 0 && points.length === 0 && this.shared.failures.length === failed)
      this.fail(codec, undefined, 'no setting came near the wished rates');
    return points;
  }

  private async sweep(codec: BenchCodec, sweep: Sweep, begin: number, share: number): Promise<BenchPoint[]> {
    const { bitrates, signal } = this.shared.options;
    const [least, most] = [WINDOW[0] * bitrates[0]!, WINDOW[1] * bitrates.at(-1)!];
    const points: BenchPoint[] = [];
    for (const [index, setting] of sweep.settings.entries()) {
      const stage = `${codec.label} ${setting.id}, ${this.clip.id}`;
      this.shared.clock.within(begin + (share * index) / sweep.settings.length, stage);
      try {
        const stream = await this.encoded(codec, setting);
        const rate = (stream.bytes * 8) / this.seconds;
        if (sweep.window && rate < least) continue;
        const above = sweep.window && rate > most;
        if (above && points.length > 0) break;
        points.push(await this.measured(codec, setting, stream));
        if (above) break;
      } catch (error) {
        signal?.throwIfAborted();
        this.fail(codec, setting, messageOf(error));
      }
    }
    return points;
  }

  private async encoded(codec: BenchCodec, setting: Setting): Promise<Stream> {
    const { clip } = this;
    const { options, clock } = this.shared;
    if (setting.stream) {
      const { path, encodeCpuSeconds: cpuSeconds } = setting.stream;
      return { path, ...(await codec.count!(path)), ...(cpuSeconds === undefined ? {} : { cpuSeconds }) };
    }
    const { id, cacheKey } = codec.streamsOf ?? codec;
    const dependsOn = [clip.hash, clip.frames.length, cacheKey, setting.values];
    const name = `${id}-${setting.id}`;
    const path = await this.cache.path(name, dependsOn, '.stream');
    const job = {
      stage: 'encode' as const,
      codec: id,
      anchors: options.anchors,
      clip: { id: clip.id, path: clip.path, category: clip.category, description: clip.description },
      frames: options.frames,
      setting,
      output: path,
    };
    const { value, kept } = await this.cache.get(name, dependsOn, () => this.run(job), path);
    if (!kept) clock.worked();
    return { ...value, path };
  }

  private async measured(codec: BenchCodec, setting: Setting, stream: Stream): Promise<BenchPoint> {
    const { clip } = this;
    const { options, metricsKey, clock } = this.shared;
    const made = setting.stream === undefined ? setting.values : await fileHash(stream.path);
    const dependsOn = [clip.hash, clip.frames.length, codec.cacheKey, made, metricsKey];
    const { value, kept } = await this.cache.get(`${codec.id}-${setting.id}-measured`, dependsOn, async () => {
      const raw = await this.cache.path(`${codec.id}-${setting.id}`, dependsOn, '.raw');
      const { id, width, height, frameRate, colour } = clip;
      const job = {
        stage: 'decode' as const,
        codec: codec.id,
        anchors: options.anchors,
        clip: { id, width, height, frameRate, colour },
        stream: stream.path,
        setting,
        output: raw,
      };
      rememberTemporary(raw);
      try {
        const effort = await this.run(job);
        const decoded = await readFrames(raw, clip);
        const metrics: PointMetrics = {
          ...(await this.referee.measure(decoded)),
          ...(await this.life?.measure(decoded)),
        };
        return { effort, metrics };
      } finally {
        await rm(raw, { force: true });
        forgetTemporary(raw);
      }
    });
    if (!kept) clock.worked();
    const { effort, metrics } = value;
    return {
      codec: codec.id,
      setting: setting.id,
      text: setting.text,
      bytes: stream.bytes,
      kbps: (stream.bytes * 8) / this.seconds / 1000,
      metrics,
      ...(stream.seconds === undefined ? {} : { encodeSeconds: stream.seconds }),
      ...(stream.cpuSeconds === undefined ? {} : { encodeCpuSeconds: stream.cpuSeconds }),
      ...(stream.peakBytes === undefined ? {} : { encodePeakBytes: stream.peakBytes }),
      decodeSeconds: effort.seconds,
      decodeCpuSeconds: effort.cpuSeconds,
      decodePeakBytes: effort.peakBytes,
      ...(stream.note === undefined ? {} : { note: stream.note }),
      stream: stream.path,
    };
  }

  private readonly view = (frame: FrameSamples) => openCvPicture(frame, this.clip.colour.range);

  private get run(): StageRunner {
    const { runner = runInChild, signal } = this.shared.options;
    return ((job: never) => runner(job, signal)) as StageRunner;
  }

  private fail(codec: BenchCodec, setting: Setting | undefined, message: string): void {
    this.shared.failures.push({
      clip: this.clip.id,
      codec: codec.id,
      ...(setting ? { setting: setting.id } : {}),
      message,
    });
  }
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
