/**
 * @file Tables of life: for each rate at which motion is judged, Frechet distance and energy of every clip by this codec and
 * its rivals, the ratio to VVC's, medians, and the bound that nature sets.
 */
import { medianText } from './compare.js';
import { GOAL_RATES } from './goals.js';
import { lifeAtRate } from './life-at-rate.js';
import { median } from './median.js';
import type { BenchClip, BenchResults } from './results.js';

/** Life at one rate. */
export interface LifeTable {
  /** Kilobits per second. */
  readonly kbps: number;
  readonly head: readonly string[];
  /** A row for each clip, and one of medians at the end. */
  readonly rows: readonly (readonly string[])[];
  /** Column that holds the ratio of Frechet distances to VVC's, where VVC was measured. */
  readonly ratioColumn: number | undefined;
}

/** What the tables are, in words. */
export const LIFE_EXPLAINED =
  'How alive the clips are, whether or not they move as the original does at the same moment. Frechet: distance between the distributions of how deep features change within 1, 3 and 8 frames; 0 is the original, 1 a still picture. Energy: temporal power, decoded over original; 1 is right, 0 still. Nature: the second half of the original measured against its first half, in clips of at least 128 frames; no decoder that draws motion can be asked for less. Figures at a rate are interpolated as above, each codec at the better of its settings.';

interface Column {
  readonly title: string;
  readonly digits: number;
  readonly of: (clip: BenchClip) => number | undefined;
}

const RATIO = "ratio to VVC's";

/** A table for each rate; none where no life was measured. @param codecs ours first */
export function lifeTables(results: BenchResults, codecs: readonly string[]): LifeTable[] {
  const measured = results.clips.some(({ points }) => points.some(({ metrics }) => metrics.energy !== undefined));
  if (!measured) return [];
  return GOAL_RATES.map((kbps) => {
    const columns = columnsOf(results, codecs, kbps);
    const cell = ({ digits, of }: Column) => {
      return (clip: BenchClip) => of(clip)?.toFixed(digits) ?? '-';
    };
    const ratioColumn = 1 + columns.findIndex(({ title }) => title === RATIO);
    return {
      kbps,
      head: ['clip', ...columns.map(({ title }) => title)],
      rows: [
        ...results.clips.map((clip) => [clip.id, ...columns.map((column) => cell(column)(clip))]),
        [
          'median',
          ...columns.map(({ digits, of }) => {
            const middle = median(results.clips.map(of));
            return middle === 'no figure' ? '-' : medianText(middle, (value) => value.toFixed(digits));
          }),
        ],
      ],
      ratioColumn: ratioColumn === 0 ? undefined : ratioColumn,
    };
  });
}

function columnsOf(results: BenchResults, codecs: readonly string[], kbps: number): Column[] {
  const label = (codec: string) => results.codecs.find(({ id }) => id === codec)?.label ?? codec;
  const [ours, ...rivals] = codecs;
  const frechet = (codec: string) => (clip: BenchClip) => lifeAtRate(clip, codec, kbps).frechet;
  const ratio = (clip: BenchClip): number | undefined => {
    const [own, theirs] = [frechet(ours!)(clip), frechet('vvc')(clip)];
    return own === undefined || theirs === undefined ? undefined : own / Math.max(theirs, 1e-9);
  };
  return [
    { title: 'Frechet: nature', digits: 3, of: ({ nature }) => nature?.frechet },
    ...codecs.map((codec) => ({ title: `Frechet: ${label(codec)}`, digits: 3, of: frechet(codec) })),
    ...(rivals.includes('vvc') ? [{ title: RATIO, digits: 2, of: ratio }] : []),
    { title: 'energy: nature', digits: 2, of: ({ nature }) => nature?.energy },
    ...codecs.map((codec) => ({
      title: `energy: ${label(codec)}`,
      digits: 2,
      of: (clip: BenchClip) => lifeAtRate(clip, codec, kbps).energy,
    })),
  ];
}
