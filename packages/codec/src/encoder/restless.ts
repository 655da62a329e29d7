import type { GroupResult } from './group/group-job.js';

/** Share of steps to another view within groups from which a clip is no scene that one picture can show. */
const RESTLESS = 0.08;
/** Share of the change from frame to frame that is missing, from which most motion is lost. */
const MOSTLY_LOST = 0.4;

const SENTENCE =
  'Most of the motion of this clip is lost, because frames show other views than the key picture (cuts, a fast pan, sport): take a shorter clip, raise the rate or use a conventional codec.';

/** The sentence that says so where a clip cuts or pans so fast that the stream stands still or loses most of the motion. */
export function restlessNote(groups: readonly GroupResult[]): string | undefined {
  let frames = 0;
  let jumps = 0;
  let lost = 0;
  for (const { frames: own, facts } of groups) {
    frames += own;
    jumps += own * facts.jumps;
    lost += own * facts.jumps * facts.view.stillness;
  }
  return jumps > RESTLESS * frames && lost > MOSTLY_LOST * jumps ? SENTENCE : undefined;
}
