import type { GroupResult } from './group/group-job.js';

/** Share of steps to another view within groups from which a clip is no scene that one picture can show. */
const RESTLESS = 0.08;
/** Share of the change from frame to frame that is missing, from which most motion is lost. */
const MOSTLY_LOST = 0.4;
/** The same, from which next to nothing of the motion is sent. */
const STANDS_STILL = 0.85;
/** Travel from which what a group shows goes from place to place. */
const TRAVELS = 0.1;
/** Frames of a group below which it is one of many shots. */
const SHORT = 12;
/** Share of the frames for which that must hold. */
const MOST = 0.5;

const OTHER_VIEWS =
  'Most of the motion of this clip is lost, because frames show other views than the key picture (cuts, a fast pan, sport): take a shorter clip, raise the rate or use a conventional codec.';
const TRAVELLERS =
  'Most of the motion of this clip is lost, because things in it go from place to place (sport, people, traffic) and neither sway nor flow: raise the rate or use a conventional codec.';

/**
 * The sentence that says so where the stream stands still or loses most of the motion, as the clip cuts or pans fast, or as
 * things travel in it.
 */
export function restlessNote(groups: readonly GroupResult[]): string | undefined {
  const frames = sum(groups, (group) => group.frames);
  const jumps = sum(groups, ({ frames: own, facts }) => own * facts.jumps);
  const lost = sum(groups, ({ frames: own, facts }) => own * facts.jumps * facts.view.stillness);
  if (jumps > RESTLESS * frames && lost > MOSTLY_LOST * jumps) return OTHER_VIEWS;
  const still = groups.filter(({ facts }) => facts.view.stillness > STANDS_STILL);
  const framesOf = (own: readonly GroupResult[]): number => sum(own, (group) => group.frames);
  if (framesOf(still.filter((group) => group.frames < SHORT)) > MOST * frames && groups.length > 1) return OTHER_VIEWS;
  return framesOf(groups.filter(({ facts }) => facts.travel > TRAVELS)) > MOST * frames ? TRAVELLERS : undefined;
}

function sum(groups: readonly GroupResult[], of: (group: GroupResult) => number): number {
  return groups.reduce((total, group) => total + of(group), 0);
}
