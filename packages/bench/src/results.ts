import type { Better, ClipLife, ClipMetrics } from '@dynamics-codec/metrics';
import type { Goals } from './goal-figures.js';

/** Figures of one encode; those of life where the clip is long and large enough for them. */
export interface PointMetrics extends ClipMetrics, Partial<ClipLife> {}

/** One measured encode. */
export interface BenchPoint {
  readonly codec: string;
  readonly setting: string;
  /** Options in words. */
  readonly text: string;
  readonly bytes: number;
  /** Kilobits per second. */
  readonly kbps: number;
  readonly metrics: PointMetrics;
  /** Left out for streams made beforehand. */
  readonly encodeSeconds?: number;
  /** Of all threads; of streams made beforehand as their maker noted it, on another machine. */
  readonly encodeCpuSeconds?: number;
  readonly encodePeakBytes?: number;
  readonly decodeSeconds: number;
  readonly decodeCpuSeconds: number;
  readonly decodePeakBytes: number;
  readonly note?: string;
  /** The stream, for the report's pictures. */
  readonly stream: string;
}

/** Results of one clip. */
export interface BenchClip {
  readonly id: string;
  readonly path: string;
  readonly category: string;
  readonly description: string;
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly fps: number;
  readonly points: readonly BenchPoint[];
  /** Life of the clip's second half against its first; left out for short clips. */
  readonly nature?: ClipLife;
}

/** A codec as it was run. */
export interface BenchCodecFacts {
  readonly id: string;
  readonly label: string;
  readonly version: string;
  readonly description: string;
  /** Command line or options, with what is swept in capitals. */
  readonly command: string;
  /** Changes whenever the codec's output may change. */
  readonly cacheKey: string;
}

/** Something that went wrong; the rest was measured. */
export interface BenchFailure {
  readonly clip: string;
  readonly codec?: string;
  readonly setting?: string;
  readonly message: string;
}

/** What `results.json` holds. */
export interface BenchResults {
  readonly format: 1;
  readonly date: string;
  readonly machine: string;
  readonly node: string;
  /** Bits per second that were asked for. */
  readonly bitrates: readonly number[];
  readonly frames: number;
  /** Whether LPIPS was measured. */
  readonly lpips: boolean;
  /** Why LPIPS was left out. */
  readonly lpipsNote?: string;
  readonly codecs: readonly BenchCodecFacts[];
  readonly clips: readonly BenchClip[];
  readonly failures: readonly BenchFailure[];
  /** Against what this project set itself to reach; left out where this codec or VVC was not measured. */
  readonly goals?: Goals;
}

/** A metric as tables and plots show it. */
export interface MetricFacts {
  readonly id: 'lpips' | 'tof' | 'frechet' | 'ssim' | 'msSsim' | 'psnr' | 'gmsd';
  readonly label: string;
  readonly better: Better;
  readonly digits: number;
}

/** Metrics that have curves over the rate, those that matter most first. */
export const METRICS: readonly MetricFacts[] = [
  { id: 'lpips', label: 'LPIPS', better: 'lower', digits: 3 },
  { id: 'tof', label: 'tOF', better: 'lower', digits: 3 },
  { id: 'frechet', label: 'Frechet', better: 'lower', digits: 3 },
  { id: 'ssim', label: 'SSIM', better: 'higher', digits: 3 },
  { id: 'msSsim', label: 'MS-SSIM', better: 'higher', digits: 3 },
  { id: 'psnr', label: 'PSNR', better: 'higher', digits: 2 },
  { id: 'gmsd', label: 'GMSD', better: 'lower', digits: 3 },
];
