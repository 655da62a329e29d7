/**
 * @file Where a conventional codec may look better at the same bytes. An encoder cannot run one, so it guesses from what it
 * knows of its groups. Both guesses are fitted to training clips (docs/decisions/0046).
 */
import { joinedView } from './choose/group-view.js';
import type { GroupResult } from './group/group-job.js';

const CAUTION =
  'Much of this clip changes in ways that motion of one picture cannot explain: at this rate VP9 or x265 may look better.';

/** LPIPS that frames lose away from their key picture, for each unit of `away`: texture that is torn or doubled counts more. */
const AWAY_SCALE = 1.7;
/** How fast what a key picture has lost falls with its bytes. */
const KEY_SLOPE = 0.65;
/** Frames whose bytes a conventional codec has for one intra picture and what follows it. */
const SPAN = 100;
/** What frames of a conventional codec have lost, in units of a key picture of all bytes: in a still scene, and for each level of novelty. */
const RIVAL = { still: 3, new: 9, mostNew: 1 } as const;

/** About the LPIPS of this stream, and of a conventional one of the same bytes. */
export interface Outlook {
  readonly ours: number;
  readonly rival: number;
}

/** What an encoder's groups tell of their own looks and of those that a conventional codec would have. */
export function outlookOf(groups: readonly GroupResult[]): Outlook {
  const sum = (of: (group: GroupResult) => number): number => groups.reduce((total, group) => total + of(group), 0);
  const frames = sum((group) => group.frames);
  const { key, away } = joinedView(groups.map((group) => ({ frames: group.frames, view: group.facts.view })));
  const bytes = sum((group) => group.key.length + group.motion.length) * Math.min(1, SPAN / frames);
  const wholeKey = sum((group) => {
    const share = group.key.length / bytes;
    return (group.frames / frames) * group.facts.view.key * share ** KEY_SLOPE;
  });
  const novelty = sum((group) => (group.frames / frames) * group.facts.novelty);
  return {
    ours: key + AWAY_SCALE * away,
    rival: wholeKey * (RIVAL.still + RIVAL.new * Math.min(novelty, RIVAL.mostNew)),
  };
}

/** The sentence that says so where a conventional codec may look better at the same bytes. */
export function cautionOf(groups: readonly GroupResult[]): string | undefined {
  const { ours, rival } = outlookOf(groups);
  return ours > rival ? CAUTION : undefined;
}
