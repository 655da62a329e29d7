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
  ];
}

function twoDigits(value: number): string {
  return value.toFixed(2);
}
