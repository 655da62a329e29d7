import type { GroupResult } from './group/group-job.js';

/** Share of the classical generator's error below which another one is taken. */
const GENERATOR_GAIN = 0.995;

/** Whether the model's motion generator makes the frames of all groups move better than the classical one, on average. */
export function learnedMovesBetter(results: readonly Pick<GroupResult, 'frames' | 'facts'>[]): boolean {
  let classical = 0;
  let learned = 0;
  for (const { frames, facts } of results) {
    const [one, other] = facts.motionErrors;
    if (one === undefined || other === undefined) continue;
    classical += frames * one;
    learned += frames * other;
  }
  return learned < GENERATOR_GAIN * classical;
}
