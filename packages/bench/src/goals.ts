/**
 * @file What this project set itself to reach against VVC: BD-rate by LPIPS, tOF at two rates beside that of the better VVC
 * setting and of a picture that stands still, how much of the motion's energy is there, and how alive the clips are.
 */
import { figureAtRate } from '@dynamics-codec/metrics';
import { compareOnClip, curvesOf, rankOf } from './compare.js';
import type { ClipGoals, GoalAtRate, Goals } from './goal-figures.js';
import { lifeAtRate } from './life-at-rate.js';
import { median } from './median.js';
import { METRICS, type BenchClip, type BenchPoint, type BenchResults } from './results.js';

/** Kilobits per second at which motion is judged. */
export const GOAL_RATES = [5, 8] as const;
/** Motion energy that counts as right; 1 is that of the original. */
export const FLICKER_RANGE = [0.6, 1.15] as const;
/**
 * What is to be reached: median BD-rate by LPIPS in percent, median ratio of tOF; of life the median ratio of Frechet
 * distances, the largest of them, the median energy, and the energy that no clip falls below where the rival's does not.
 */
export const GOAL = {
  lpips: -35,
  ratio: 0.8,
  frechetRatio: 0.8,
  frechet: 0.5,
  energy: 0.6,
  leastEnergy: 0.2,
} as const;

/** The results against the goals; undefined where one of the codecs was not measured. */
export function goalsOf(results: Pick<BenchResults, 'clips'>, ours = 'dync', rival = 'vvc'): Goals | undefined {
  const has = (codec: string) => results.clips.some(({ points }) => points.some((point) => point.codec === codec));
  if (!has(ours) || !has(rival)) return undefined;
  const clips = results.clips.map((clip) => clipGoals(clip, ours, rival));
  return {
    ours,
    rival,
    clips,
    lpips: median(clips.map(({ lpips }) => rankOf(lpips))),
    lpipsWorse: clips.filter(({ lpips }) => (rankOf(lpips) ?? -1) > 0).map(({ clip }) => clip),
    atRates: GOAL_RATES.map((kbps, index) => {
      const at = clips.map((entry) => ({ clip: entry.clip, ...entry.atRates[index]! }));
      const outside = at.filter(
        ({ flicker }) => flicker !== undefined && (flicker < FLICKER_RANGE[0] || flicker > FLICKER_RANGE[1]),
      );
      return {
        kbps,
        ratio: median(at.map(({ ratio }) => ratio)),
        compared: at.filter(({ ratio }) => ratio !== undefined).length,
        flicker: median(at.map(({ flicker }) => flicker)),
        flickerOutside: outside.map(({ clip }) => clip),
        ...lifeGoals(at),
      };
    }),
    worseThanFrozen: clips.filter(({ worseThanFrozen }) => worseThanFrozen.length > 0).map(({ clip }) => clip),
  };
}

function lifeGoals(at: readonly (GoalAtRate & { readonly clip: string })[]) {
  const ratios = at.flatMap(({ frechet, rivalFrechet }) =>
    frechet === undefined || rivalFrechet === undefined ? [] : [frechet / Math.max(rivalFrechet, 1e-9)],
  );
  const names = (missed: (entry: GoalAtRate) => boolean) => at.filter(missed).map(({ clip }) => clip);
  return {
    frechetRatio: median(ratios),
    frechetCompared: ratios.length,
    frechetAbove: names(({ frechet = 0 }) => frechet > GOAL.frechet),
    energy: median(at.map(({ energy }) => energy)),
    energyBelow: names(
      ({ energy = 1, rivalEnergy = 0 }) => energy < GOAL.leastEnergy && rivalEnergy >= GOAL.leastEnergy,
    ),
  };
}

function clipGoals(clip: BenchClip, ours: string, rival: string): ClipGoals {
  const metric = METRICS.find(({ id }) => id === 'lpips')!;
  const own = clip.points.filter(({ codec }) => codec === ours);
  return {
    clip: clip.id,
    category: clip.category,
    lpips: compareOnClip(clip, ours, rival, metric).difference,
    tofFrozen: clip.points[0]?.metrics.tofFrozen ?? 0,
    atRates: GOAL_RATES.map((kbps) => atRate(clip, ours, rival, kbps)),
    worseThanFrozen: own
      .filter(({ metrics }) => metrics.tof > metrics.tofFrozen)
      .map(({ kbps }) => kbps)
      .sort((a, b) => a - b),
  };
}

function atRate(clip: BenchClip, ours: string, rival: string, kbps: number): GoalAtRate {
  const tofOf = ({ metrics }: BenchPoint) => metrics.tof;
  const tof = figureAtRate(curvesOf(clip.points, ours, tofOf), kbps, 'lower');
  const rivalTof = figureAtRate(curvesOf(clip.points, rival, tofOf), kbps, 'lower');
  const flicker = figureAtRate(
    curvesOf(clip.points, ours, ({ metrics }) => metrics.flicker),
    kbps,
    'higher',
  );
  const [own, theirs] = [lifeAtRate(clip, ours, kbps), lifeAtRate(clip, rival, kbps)];
  return {
    kbps,
    ...(tof === undefined ? {} : { tof }),
    ...(rivalTof === undefined ? {} : { rivalTof }),
    ...(tof === undefined || rivalTof === undefined ? {} : { ratio: tof / Math.max(rivalTof, 1e-9) }),
    ...(flicker === undefined ? {} : { flicker }),
    ...(own.frechet === undefined ? {} : { frechet: own.frechet }),
    ...(theirs.frechet === undefined ? {} : { rivalFrechet: theirs.frechet }),
    ...(own.energy === undefined ? {} : { energy: own.energy }),
    ...(theirs.energy === undefined ? {} : { rivalEnergy: theirs.energy }),
  };
}
