import { compareOnClip, metricsIn, percentText } from './compare.js';
import { METRICS, type BenchResults, type MetricFacts } from './results.js';

/** Clips that are named where a codec loses on many. */
const NAMED = 4;

/** Where a rival needs less rate than this codec by one metric. */
export interface Losses {
  readonly metric: MetricFacts;
  /** Clips on which the two can be compared. */
  readonly compared: number;
  /** Clips that the rival wins, the worst first; `percent` is infinite where every encode of the rival is better. */
  readonly lost: readonly { readonly clip: string; readonly percent: number }[];
}

/** What this codec loses against a rival, by each metric of the results. */
export function lossesTo(results: BenchResults, ours: string, rival: string): Losses[] {
  return metricsIn(results, METRICS).map((metric) => {
    const compared = results.clips
      .map((clip) => compareOnClip(clip, ours, rival, metric))
      .filter(({ difference }) => difference.kind !== 'too-few-points');
    const lost = compared.flatMap(({ clip, difference }) => {
      if (difference.kind === 'measured') return difference.percent > 0 ? [{ clip, percent: difference.percent }] : [];
      return difference.kind === 'no-overlap' && difference.test === 'worse' ? [{ clip, percent: Infinity }] : [];
    });
    return { metric, compared: compared.length, lost: lost.sort((a, b) => b.percent - a.percent) };
  });
}

/**
 * The losses in words: `LPIPS: 2 of 14 clips (wood-fire-01 +30 %, pond-01 always better)`, metrics without losses in one
 * phrase at the end. Undefined where nothing can be compared.
 */
export function lossesText(results: BenchResults, ours: string, rival: string): string | undefined {
  const all = lossesTo(results, ours, rival).filter(({ compared }) => compared > 0);
  if (all.length === 0) return undefined;
  const some = all.filter(({ lost }) => lost.length > 0);
  const none = all.filter(({ lost }) => lost.length === 0).map(({ metric }) => metric.label);
  const phrases = some.map(({ metric, compared, lost }) => {
    const named = lost
      .slice(0, NAMED)
      .map(({ clip, percent }) => `${clip} ${Number.isFinite(percent) ? percentText(percent) : 'at every rate'}`);
    return `by ${metric.label} on ${lost.length} of ${compared} ${compared === 1 ? 'clip' : 'clips'} (${named.join(', ')}${lost.length > NAMED ? ', ...' : ''})`;
  });
  return [...phrases, ...(none.length > 0 ? [`by ${none.join(', ')} on none`] : [])].join('; ');
}
