import { mean } from 'dynamics-codec/math';
import {
  bdRateOfFamilies,
  rateAtQualityOfFamilies,
  type RateAtQuality,
  type RateDifference,
  type RatePoint,
} from '@dynamics-codec/metrics';
import { median, type Median } from './median.js';
import type { BenchClip, BenchPoint, BenchResults, MetricFacts } from './results.js';

/** A codec against ours on one clip by one metric. */
export interface ClipComparison {
  readonly clip: string;
  readonly category: string;
  /** BD-rate of ours against the rival; negative where ours needs less. */
  readonly difference: RateDifference;
  /** For each point of ours, by rising rate: the rival's rate at equal quality, kilobits per second. */
  readonly atOurs: readonly { readonly kbps: number; readonly quality: number; readonly rival: RateAtQuality }[];
}

/** BD-rates of several clips in short. */
export interface ComparisonSummary {
  readonly clips: number;
  /** Clips whose curves overlap, so that they have a BD-rate. */
  readonly measured: number;
  /** Percent, over the clips that have one; undefined where none has. */
  readonly mean: number | undefined;
  /** Percent, over all clips: those without a common quality count as best or worst. */
  readonly median: Median;
  /** Clips on which every point of ours is better, or worse, than every point of the rival. */
  readonly alwaysBetter: number;
  readonly alwaysWorse: number;
}

/**
 * Points of a codec as rate and figure, by rising rate, one curve for each way it was set: settings whose names differ
 * only in numbers (`crf45`, `crf51`) are one. Points without that figure are left out.
 */
export function curvesOf(
  points: readonly BenchPoint[],
  codec: string,
  figure: (point: BenchPoint) => number | undefined,
): RatePoint[][] {
  const families = new Map<string, RatePoint[]>();
  for (const point of points) {
    const quality = point.codec === codec ? figure(point) : undefined;
    if (quality === undefined) continue;
    const family = point.setting.replace(/\d+/g, '');
    families.set(family, [...(families.get(family) ?? []), { rate: point.kbps, quality }]);
  }
  return [...families.values()].map((curve) => curve.sort((a, b) => a.rate - b.rate));
}

/** Ids of this package's own codec, that with all it has first. */
export const OWN_CODECS = ['dync', 'dync-sent', 'dync-classical'] as const;

/** Whether an id is that of this package's own codec. */
export function isOwn(codec: string): boolean {
  return OWN_CODECS.some((own) => own === codec);
}

/** The codec that the tables of a run are about: the first of {@link OWN_CODECS} that was run. */
export function ownCodec({ codecs }: Pick<BenchResults, 'codecs'>): string {
  return OWN_CODECS.find((own) => codecs.some(({ id }) => id === own)) ?? OWN_CODECS[0];
}

/** The codecs that one is compared with: all others of the results; none where it was not run itself. */
export function rivalsOf(results: BenchResults, ours: string): string[] {
  const ids = results.codecs.map(({ id }) => id);
  return ids.includes(ours) ? ids.filter((id) => id !== ours && !isOwn(id)) : [];
}

/** Ours against a rival on one clip. */
export function compareOnClip(clip: BenchClip, ours: string, rival: string, metric: MetricFacts): ClipComparison {
  const figure = ({ metrics }: BenchPoint) => metrics[metric.id];
  const test = curvesOf(clip.points, ours, figure);
  const anchor = curvesOf(clip.points, rival, figure);
  const points = test.flat().sort((a, b) => a.rate - b.rate);
  return {
    clip: clip.id,
    category: clip.category,
    difference: bdRateOfFamilies(anchor, test, metric.better),
    atOurs: points.map(({ rate, quality }) => ({
      kbps: rate,
      quality,
      rival: rateAtQualityOfFamilies(anchor, quality, metric.better),
    })),
  };
}

/** Mean and median BD-rate, and on how many clips one codec is always better. */
export function summarise(comparisons: readonly ClipComparison[]): ComparisonSummary {
  const percents = comparisons.flatMap(({ difference }) =>
    difference.kind === 'measured' ? [difference.percent] : [],
  );
  const always = (test: 'better' | 'worse') =>
    comparisons.filter(({ difference }) => difference.kind === 'no-overlap' && difference.test === test).length;
  return {
    clips: comparisons.length,
    measured: percents.length,
    mean: percents.length === 0 ? undefined : mean(percents),
    median: median(comparisons.map(({ difference }) => rankOf(difference))),
    alwaysBetter: always('better'),
    alwaysWorse: always('worse'),
  };
}

/** A BD-rate as a number to sort by: always better is below, always worse above every percentage. */
export function rankOf(difference: RateDifference): number | undefined {
  if (difference.kind === 'measured') return difference.percent;
  if (difference.kind === 'no-overlap') return difference.test === 'better' ? -Infinity : Infinity;
  return undefined;
}

/** A median in words. @param text of a number */
export function medianText(value: Median, text: (value: number) => string = percentText): string {
  return typeof value === 'number' ? text(value) : value;
}

/** Categories of the clips, by name, with the clips of each. */
export function byCategory(results: BenchResults): [string, BenchClip[]][] {
  const groups = new Map<string, BenchClip[]>();
  for (const clip of results.clips) groups.set(clip.category, [...(groups.get(clip.category) ?? []), clip]);
  return [...groups].sort(([a], [b]) => a.localeCompare(b));
}

/** `-43 %`, with the share of our curve it covers where that is below half, or in words why there is no BD-rate. */
export function differenceText(difference: RateDifference): string {
  if (difference.kind === 'measured') {
    const { percent, covered } = difference;
    return (
      percentText(percent) +
      (covered === 0 ? ' (one point)' : covered < 0.5 ? ` (over ${Math.round(100 * covered)} %)` : '')
    );
  }
  if (difference.kind === 'no-overlap') return `always ${difference.test}`;
  return 'no curve';
}

/** `-43 %`, `+12 %` */
export function percentText(percent: number): string {
  const rounded = Math.round(percent);
  return `${rounded > 0 ? '+' : ''}${rounded} %`;
}

/** Kilobits per second, or the bound: `14.2`, `above 23.4`, `below 1.9`. */
export function rateText(rate: RateAtQuality): string {
  if (rate.kind === 'unknown') return 'no figure';
  return `${rate.kind === 'equal' ? '' : `${rate.kind} `}${rate.rate.toFixed(1)}`;
}

/** Metrics that the results have figures of. */
export function metricsIn(results: BenchResults, metrics: readonly MetricFacts[]): MetricFacts[] {
  return metrics.filter(({ id }) =>
    results.clips.some(({ points }) => points.some((point) => point.metrics[id] !== undefined)),
  );
}

/** Speed and memory of a codec over all its points. */
export interface EffortSummary {
  readonly points: number;
  /** Frames per second of wall clock; undefined where streams were made beforehand. */
  readonly encodeFps: number | undefined;
  /** CPU milliseconds for a frame, over all threads. */
  readonly encodeCpuMs: number | undefined;
  readonly encodePeakBytes: number | undefined;
  readonly decodeFps: number;
  readonly decodeCpuMs: number;
  readonly decodePeakBytes: number;
}

/** How fast a codec was in this run, and how much memory its processes took at most. */
export function effortOf(results: BenchResults, codec: string): EffortSummary | undefined {
  const all = results.clips.flatMap((clip) =>
    clip.points.filter((point) => point.codec === codec).map((point) => ({ frames: clip.frames, point })),
  );
  if (all.length === 0) return undefined;
  const perFrame = (seconds: (point: BenchPoint) => number | undefined): number | undefined => {
    const timed = all.filter(({ point }) => seconds(point) !== undefined);
    if (timed.length === 0) return undefined;
    return (
      timed.reduce((sum, { point }) => sum + seconds(point)!, 0) / timed.reduce((sum, { frames }) => sum + frames, 0)
    );
  };
  const peak = (bytes: (point: BenchPoint) => number | undefined): number =>
    Math.max(0, ...all.map(({ point }) => bytes(point) ?? 0));
  const encode = perFrame((point) => point.encodeSeconds);
  const encodeCpu = perFrame((point) => point.encodeCpuSeconds);
  const encodePeak = peak((point) => point.encodePeakBytes);
  return {
    points: all.length,
    encodeFps: encode === undefined ? undefined : 1 / encode,
    encodeCpuMs: encodeCpu === undefined ? undefined : 1000 * encodeCpu,
    encodePeakBytes: encodePeak === 0 ? undefined : encodePeak,
    decodeFps: 1 / perFrame((point) => point.decodeSeconds)!,
    decodeCpuMs: 1000 * perFrame((point) => point.decodeCpuSeconds)!,
    decodePeakBytes: peak((point) => point.decodePeakBytes),
  };
}
