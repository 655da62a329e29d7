/**
 * @file All metrics of a decoded clip.
 *
 * Sampling, the same as the referee's: with `every` = 9, frames 1, 10, 19, ... (frame 0 is left out: it is the intra
 * picture of most codecs), motion on the pairs (i, i+1) at the same i, each pair on its own, at the clip's own size.
 */
import { InvalidOptionError } from 'dynamics-codec/picture';
import { endpointError, type Flow } from 'dynamics-codec/motion';
import { colourDifference } from './colour-difference.js';
import { gmsd } from './gmsd.js';
import type { Lpips } from './lpips.js';
import { meanDifference, meanFlowLength, stepFlow } from './motion.js';
import { psnrLuma, psnrRgb } from './psnr.js';
import { assertSameSize, type RgbPicture, type Size } from './rgb-picture.js';
import { MS_SSIM_MIN_SIDE, msSsim, ssim } from './ssim.js';

/** Figures of a decoded clip: means over the sampled frames or pairs. */
export interface ClipMetrics {
  /** Frames of the clip that were there to be sampled. */
  readonly frames: number;
  /** Frames and pairs that were sampled. */
  readonly samples: number;
  /** dB, over RGB. */
  readonly psnr: number;
  /** dB, luma. */
  readonly psnrY: number;
  readonly ssim: number;
  /** Left out for clips too small for five scales. */
  readonly msSsim?: number;
  readonly gmsd: number;
  /** CIEDE2000, mean over samples. */
  readonly ciede2000: number;
  /** CIEDE2000 that one sample in twenty exceeds. */
  readonly ciede2000P95: number;
  /** CIEDE2000 of means over 4x4 samples. */
  readonly ciede2000Coarse: number;
  /** Left out without the LPIPS network. */
  readonly lpips?: number;
  /** Pixels. */
  readonly tof: number;
  /** tOF of a clip that shows one picture for ever. */
  readonly tofFrozen: number;
  /** |LPIPS of a step in the original - LPIPS of the same step in the decoded clip| (Chu et al. 2020), times 100. */
  readonly tLpips?: number;
  /** Energy of frame differences, decoded over original. */
  readonly flicker: number;
  /** Mean |last frame - first frame| over the mean |difference of consecutive frames|; about 1 where a clip loops without a seam. */
  readonly loopSeam: number;
  /** The same of the original. */
  readonly loopSeamOriginal: number;
}

/** Options of {@link ClipReferee}. */
export interface ClipMetricsOptions {
  /** Distance between sampled frames; 9 when left out. */
  readonly every?: number;
  readonly lpips?: Lpips;
}

interface Sample {
  readonly frame: RgbPicture;
  readonly next: RgbPicture;
  readonly flow: Flow;
  readonly step: number;
  readonly lpipsStep: number | undefined;
}

const DEFAULT_EVERY = 9;

/** Indices of the sampled frames of a clip: 1, 1 + every, ... with a frame after each. */
export function sampledFrames(count: number, every = DEFAULT_EVERY): number[] {
  if (!Number.isInteger(every) || every < 1) throw new InvalidOptionError('every', 'an integer of at least 1', every);
  const indices: number[] = [];
  for (let i = 1; i < count - 1; i += every) indices.push(i);
  return indices;
}

/** Knows an original clip and measures decoded ones against it. Frames are of any kind that can be seen as RGB. */
export class ClipReferee<Frame extends Size> {
  private readonly samples: readonly number[];
  private readonly kept = new Map<number, Sample>();

  /**
   * @param original frames in display order, at least 3 of one size
   * @param view the samples of a frame that are compared, for original and decoded alike, see `rgbPicture`, `openCvPicture`
   * @throws InvalidOptionError
   */
  constructor(
    private readonly original: readonly Frame[],
    private readonly view: (frame: Frame) => RgbPicture,
    private readonly options: ClipMetricsOptions = {},
  ) {
    if (original.length < 3) throw new InvalidOptionError('the number of frames', 'at least 3', original.length);
    for (const frame of original) assertSameSize(original[0]!, frame);
    this.samples = sampledFrames(original.length, options.every);
  }

  /**
   * Measures a decoded clip: frame i against frame i of the original.
   * @param decoded as many frames as the original, of the same size
   * @throws InvalidOptionError
   */
  async measure(decoded: readonly Frame[]): Promise<ClipMetrics> {
    const { original } = this;
    if (decoded.length !== original.length)
      throw new InvalidOptionError('the number of decoded frames', String(original.length), decoded.length);
    for (const frame of decoded) assertSameSize(original[0]!, frame);
    const sums = new Sums();
    const { lpips } = this.options;
    const large = Math.min(original[0]!.width, original[0]!.height) >= MS_SSIM_MIN_SIDE;
    for (const index of this.samples) {
      const truth = await this.sample(index);
      const frame = this.view(decoded[index]!);
      const next = this.view(decoded[index + 1]!);
      sums.add('psnr', psnrRgb(truth.frame, frame));
      sums.add('psnrY', psnrLuma(truth.frame, frame));
      sums.add('ssim', ssim(truth.frame, frame));
      if (large) sums.add('msSsim', msSsim(truth.frame, frame));
      sums.add('gmsd', gmsd(truth.frame, frame));
      const colour = colourDifference(truth.frame, frame);
      sums.add('ciede2000', colour.mean);
      sums.add('ciede2000P95', colour.p95);
      sums.add('ciede2000Coarse', colour.coarse);
      sums.add('tof', endpointError(truth.flow, stepFlow(frame, next)));
      sums.add('tofFrozen', meanFlowLength(truth.flow));
      sums.add('step', meanDifference(frame, next));
      sums.add('stepOriginal', truth.step);
      if (lpips === undefined) continue;
      sums.add('lpips', await lpips.distance(truth.frame, frame));
      sums.add('tLpips', 100 * Math.abs(truth.lpipsStep! - (await lpips.distance(frame, next))));
    }
    const mean = (name: string) => sums.mean(name);
    const [step, stepOriginal] = [mean('step'), mean('stepOriginal')];
    return {
      frames: original.length,
      samples: this.samples.length,
      psnr: mean('psnr'),
      psnrY: mean('psnrY'),
      ssim: mean('ssim'),
      ...(large ? { msSsim: mean('msSsim') } : {}),
      gmsd: mean('gmsd'),
      ciede2000: mean('ciede2000'),
      ciede2000P95: mean('ciede2000P95'),
      ciede2000Coarse: mean('ciede2000Coarse'),
      ...(lpips === undefined ? {} : { lpips: mean('lpips'), tLpips: mean('tLpips') }),
      tof: mean('tof'),
      tofFrozen: mean('tofFrozen'),
      flicker: step / Math.max(stepOriginal, 1e-6),
      loopSeam: this.seam(decoded, step),
      loopSeamOriginal: this.seam(original, stepOriginal),
    };
  }

  private async sample(index: number): Promise<Sample> {
    const known = this.kept.get(index);
    if (known) return known;
    const frame = this.view(this.original[index]!);
    const next = this.view(this.original[index + 1]!);
    const made = {
      frame,
      next,
      flow: stepFlow(frame, next),
      step: meanDifference(frame, next),
      lpipsStep: await this.options.lpips?.distance(frame, next),
    };
    this.kept.set(index, made);
    return made;
  }

  private seam(frames: readonly Frame[], step: number): number {
    return meanDifference(this.view(frames.at(-1)!), this.view(frames[0]!)) / Math.max(step, 1e-6);
  }
}

class Sums {
  private readonly all = new Map<string, { sum: number; count: number }>();

  add(name: string, value: number): void {
    const entry = this.all.get(name) ?? { sum: 0, count: 0 };
    this.all.set(name, { sum: entry.sum + value, count: entry.count + 1 });
  }

  mean(name: string): number {
    const { sum, count } = this.all.get(name)!;
    return sum / count;
  }
}
