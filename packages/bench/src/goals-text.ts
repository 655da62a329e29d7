import { differenceText, medianText } from './compare.js';
import type { ClipGoals, GoalAtRate, Goals } from './goal-figures.js';
import { FLICKER_RANGE, GOAL } from './goals.js';

/** Head and rows of the table of goals, the last row for all clips. */
export function goalsTable(goals: Goals): { readonly head: string[]; readonly rows: string[][] } {
  const rates = goals.atRates.map(({ kbps }) => kbps);
  const head = [
    'clip',
    'BD-rate, LPIPS',
    'tOF, frozen',
    ...rates.flatMap((kbps) => [`tOF at ${kbps}: ours / VVC`, 'ratio', `flicker at ${kbps}`]),
    'worse than frozen at',
  ];
  const all = [
    'median',
    medianText(goals.lpips),
    '',
    ...goals.atRates.flatMap(({ ratio, compared, flicker }) => [
      `${compared} of ${goals.clips.length} compared`,
      medianText(ratio, twoDigits),
      medianText(flicker, twoDigits),
    ]),
    goals.worseThanFrozen.length === 0
      ? 'none'
      : `${goals.worseThanFrozen.length} ${goals.worseThanFrozen.length === 1 ? 'clip' : 'clips'}`,
  ];
  return { head, rows: [...goals.clips.map(clipRow), all] };
}

function clipRow(clip: ClipGoals): string[] {
  return [
    clip.clip,
    differenceText(clip.lpips),
    clip.tofFrozen.toFixed(3),
    ...clip.atRates.flatMap((at) => [
      pairText(at),
      at.ratio === undefined ? '-' : twoDigits(at.ratio),
      at.flicker === undefined ? '-' : twoDigits(at.flicker),
    ]),
    clip.worseThanFrozen.map((kbps) => kbps.toFixed(1)).join(', '),
  ];
}

function pairText({ tof, rivalTof }: GoalAtRate): string {
  return `${tof?.toFixed(3) ?? '-'} / ${rivalTof?.toFixed(3) ?? '-'}`;
}

/** What is reached and what is not, one sentence each. */
export function goalSentences(goals: Goals): string[] {
  const reached = (yes: boolean) => (yes ? 'reached' : 'not reached');
  const { lpips, lpipsWorse, worseThanFrozen, clips } = goals;
  const low = lpips === 'always better' || (typeof lpips === 'number' && lpips <= GOAL.lpips);
  return [
    `Median BD-rate by LPIPS ${GOAL.lpips} % or less: ${reached(low)} (${medianText(lpips)}).`,
    `No clip above 0 % by LPIPS: ${reached(lpipsWorse.length === 0)}${lpipsWorse.length === 0 ? '' : ` (${lpipsWorse.join(', ')})`}.`,
    ...goals.atRates.map(
      ({ kbps, ratio, compared }) =>
        `Median tOF at ${kbps} kbit/s at most ${GOAL.ratio} of VVC's: ${reached(typeof ratio === 'number' && ratio <= GOAL.ratio)} (${medianText(ratio, twoDigits)}, ${compared} of ${clips.length} clips).`,
    ),
    `tOF nowhere worse than that of a picture that stands still: ${reached(worseThanFrozen.length === 0)}${worseThanFrozen.length === 0 ? '' : ` (${worseThanFrozen.join(', ')})`}.`,
    ...goals.atRates.map(({ kbps, flicker, flickerOutside }) => {
      const within = typeof flicker === 'number' && flicker >= FLICKER_RANGE[0] && flicker <= FLICKER_RANGE[1];
      return `Median flicker at ${kbps} kbit/s from ${FLICKER_RANGE.join(' to ')}: ${reached(within)} (${medianText(flicker, twoDigits)}${flickerOutside.length === 0 ? '' : `; outside: ${flickerOutside.join(', ')}`}).`;
    }),
    ...goals.atRates.flatMap((at) => lifeSentences(at, clips.length)),
  ];
}

/** None where life was not measured. */
function lifeSentences(at: Goals['atRates'][number], clips: number): string[] {
  const { kbps, frechetRatio, frechetCompared, frechetAbove, energy, energyBelow } = at;
  const reached = (yes: boolean, clipsMissed: readonly string[] = []) =>
    `${yes ? 'reached' : 'not reached'}${clipsMissed.length === 0 ? '' : ` (${clipsMissed.join(', ')})`}`;
  const frechet =
    frechetCompared === 0
      ? []
      : [
          `Median Frechet distance at ${kbps} kbit/s at most ${GOAL.frechetRatio} of VVC's: ${reached(typeof frechetRatio === 'number' && frechetRatio <= GOAL.frechetRatio)} (${medianText(frechetRatio, twoDigits)}, ${frechetCompared} of ${clips} clips).`,
          `No Frechet distance at ${kbps} kbit/s above ${GOAL.frechet}: ${reached(frechetAbove.length === 0, frechetAbove)}.`,
        ];
  if (energy === 'no figure') return frechet;
  return [
    ...frechet,
    `Median energy at ${kbps} kbit/s at least ${GOAL.energy}: ${reached(typeof energy === 'number' && energy >= GOAL.energy)} (${medianText(energy, twoDigits)}).`,
    `No energy at ${kbps} kbit/s below ${GOAL.leastEnergy} where VVC's is not: ${reached(energyBelow.length === 0, energyBelow)}.`,
  ];
}

function twoDigits(value: number): string {
  return value.toFixed(2);
}
