/**
 * @file How long groups are. One key picture cannot hold everything: where frames far from it are much worse than those
 * beside it, the group is also encoded as two of half the length, each with a key picture of its own, and the objective
 * decides by the frames that come out. Each half is looked at in the same way. Most groups are not tried: two halves cost
 * an encode more, and where the key picture holds, twice the key pictures at half the bytes are always worse.
 *
 * Who is in a hurry does not compare: as how many groups a large one is encoded is foreseen (`choose/foreseen-parts.ts`).
 */
import { joinedView, type GroupView } from '../choose/group-view.js';
import { scoreOfView } from '../choose/group-score.js';
import { TAIL_FRAMES } from '../clip/segmenter.js';
import { encoderPlan, isLarge } from '../encoder-plan.js';
import type { GroupJob, GroupResult, GroupTarget } from './group-job.js';
import { LEAST_LENGTH } from './part-length.js';

/** A job and what came of it. */
export interface EncodedJob {
  readonly job: GroupJob;
  readonly result: GroupResult;
}

/** Bytes that one more group costs a stream besides its payloads, at most. */
export const GROUP_OVERHEAD = 24;
/** Share of the picture's distance that is lost away from the key frame, from which a split is tried. */
const TRIED_FROM = 0.55;
/** A half fades over a quarter of its length: a fade shows two pictures that do not agree. */
const TAIL_SHARE = 0.25;
/** What one more unit of the logarithm of bytes lowers a score by: that of key pictures with half the bytes rises by 0.4. */
const RATE_WORTH = 0.6;
/** How much lower the score of two halves must be. */
const MARGIN = 0.02;

/**
 * Encodes a job as one group, or as several shorter ones where that scores better or is foreseen. The result depends on
 * the job and on `encode` alone.
 * @param encode encodes a job as one group
 * @throws what `encode` throws
 */
export async function encodeSplitting(
  job: GroupJob,
  encode: (job: GroupJob) => Promise<GroupResult>,
): Promise<EncodedJob[]> {
  if (!isDivisible(job)) return splitWhereBetter({ job, result: await encode(job) }, encode);
  const result = await encode({ ...job, divisible: true });
  if (result.parts === undefined) return [{ job, result }];
  const parts = partsOf(job, result.parts).map((part) => encodeSplitting(part, encode));
  return (await Promise.all(parts)).flat();
}

/** Whether a job's parts are foreseen. */
function isDivisible({ frames, tail, target, preset, without }: GroupJob): boolean {
  if (!encoderPlan(preset, without, isLarge(frames[0]!)).foreseesParts) return false;
  return mayBeParted(target, without) && 'bytes' in target && frames.length - tail >= 2 * LEAST_LENGTH;
}

function partsOf(job: GroupJob, count: number): readonly GroupJob[] {
  return count === 1 ? [job] : halvesOf(job).flatMap((half) => partsOf(half, count / 2));
}

async function splitWhereBetter(
  whole: EncodedJob,
  encode: (job: GroupJob) => Promise<GroupResult>,
): Promise<EncodedJob[]> {
  if (!worthSplitting(whole)) return [whole];
  const halves: EncodedJob[] = [];
  for (const job of halvesOf(whole.job)) halves.push({ job, result: await encode(job) });
  if (scoreOf(halves) > scoreOf([whole]) - MARGIN) return [whole];
  const parts: EncodedJob[] = [];
  for (const half of halves) parts.push(...(await splitWhereBetter(half, encode)));
  return parts;
}

/** Score of all frames. With a target in quality, what they cost counts besides: two key pictures take twice the bytes. */
function scoreOf(parts: readonly EncodedJob[]): number {
  const view = joinedView(parts.map(({ result: { frames, facts } }) => ({ frames, view: facts.view })));
  if (parts.some(({ job: { target } }) => 'bytes' in target)) return scoreOfView(view);
  const bytes = parts.reduce(
    (sum, { result: { key, motion, statistics, cover } }) =>
      sum + key.length + motion.length + statistics.length + cover.length,
    0,
  );
  return scoreOfView(view) + RATE_WORTH * Math.log(bytes);
}

function worthSplitting({ job: { target, without }, result: { frames, facts } }: EncodedJob): boolean {
  if (facts.loops || frames < 2 * LEAST_LENGTH) return false;
  return mayBeParted(target, without) && holdsLittle(facts.view);
}

function mayBeParted(target: GroupTarget, without: GroupJob['without']): boolean {
  return !without.includes('short-groups') && (!('bytes' in target) || target.bytes > 4 * GROUP_OVERHEAD);
}

/** Whether much of what frames lose, they lose by their distance from the key frame. */
function holdsLittle({ key, away }: GroupView): boolean {
  return away > TRIED_FROM * (key + away);
}

/** The two halves of a job. The first fades into the second. */
export function halvesOf(job: GroupJob): readonly [GroupJob, GroupJob] {
  const length = job.frames.length - job.tail;
  const half = Math.ceil(length / 2);
  const tail = Math.min(TAIL_FRAMES, Math.floor(TAIL_SHARE * half));
  const share = (frames: number): GroupTarget =>
    'quality' in job.target
      ? job.target
      : { bytes: Math.max(1, Math.floor(((job.target.bytes - GROUP_OVERHEAD) * frames) / length)) };
  return [
    { ...job, frames: job.frames.slice(0, half + tail), tail, whole: false, target: share(half) },
    { ...job, frames: job.frames.slice(half), whole: false, target: share(length - half) },
  ];
}
